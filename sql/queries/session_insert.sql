insert into web_session (session_hash, token_id, signed_in_at, expires_at) values ($1, $2, $3, $4)
