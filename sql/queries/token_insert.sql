insert into api_token (token_hash, role, supplier_number, label, issued_at, expires_at, programmes, regions, networks,
    person_id, requests_a_minute)
values ($1, $2, $3, $4, $5, $6, nullif($7::text[], '{}'), nullif($8::text[], '{}'), nullif($9::cidr[], '{}'), $10, $11)
returning token_id
