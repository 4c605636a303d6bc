update api_token set revoked_at = $2
where person_id = $1 and revoked_at is null and ($3::text is null or role <> $3)
