insert into submission (batch_id, key_id, idempotency_key, lines, counted, quarantined)
values ($1, $2, $3, $4, $5, $6::json)
on conflict do nothing
