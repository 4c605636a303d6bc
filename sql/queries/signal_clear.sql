insert into signal_clearing (signal_id, cleared_at, reason, evidence)
values ($1, $2, $3, $4::jsonb)
on conflict (signal_id) do nothing
