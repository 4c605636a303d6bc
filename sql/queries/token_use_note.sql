insert into token_use (token_id, last_used_at, address_class) values ($1, $2, $3)
on conflict (token_id) do update set last_used_at = excluded.last_used_at, address_class = excluded.address_class
where token_use.last_used_at < excluded.last_used_at
