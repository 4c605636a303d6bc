insert into sign_in_link (link_hash, token_id, expires_at) values ($1, $2, $3)
