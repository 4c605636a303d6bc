insert into health_probe (probed_at) values ($1) on conflict (singleton) do update set probed_at = excluded.probed_at
