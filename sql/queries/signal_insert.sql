insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
returning signal_id
