insert into api_token (token_hash, role, supplier_number, label, issued_at, expires_at)
values ($1, $2, $3, $4, $5, $6)
returning token_id
