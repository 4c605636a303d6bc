update key set revoked_at = $2 where key_id = $1 and revoked_at is null returning key_id
