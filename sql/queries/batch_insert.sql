insert into batch (batch_id, committed_at, records) values ($1, $2, $3) on conflict do nothing
