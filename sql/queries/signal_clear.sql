insert into signal_clearing (signal_id, cleared_at, reason, verdict, evidence)
values ($1, $2, $3, $4, $5::jsonb)
on conflict (signal_id) do nothing
