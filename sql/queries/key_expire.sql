update key
set expires_at = $2
where build_id = (select b.build_id from build b where b.code = $1)
    and revoked_at is null and (expires_at is null or expires_at > $2)
returning key_id
