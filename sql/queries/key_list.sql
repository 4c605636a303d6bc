select k.key_id, b.code, k.hint, k.origin, k.issued_at, k.revoked_at, k.expires_at, k.build_id, k.existed_from
from key k
join build b on b.build_id = k.build_id
where $1::text is null or b.code = $1
order by b.code, k.key_id
