insert into seed_state (file, hash, loaded_at) values ($1, $2, $3)
on conflict (file) do update set hash = excluded.hash, loaded_at = excluded.loaded_at
