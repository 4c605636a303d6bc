insert into outbox (idempotency_key, kind, signal_id, created_at, subject, body)
values ($1, $2, $3, $4, $5, $6)
on conflict (idempotency_key) do nothing
returning message_id
