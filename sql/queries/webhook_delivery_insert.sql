insert into webhook_delivery (subscription_id, feed_seq, event, payload, created_at, expires_at, state,
    next_attempt_at, build_id)
values ($1, $2, $3, $4, $5::timestamptz, $6, 'waiting', $5::timestamptz, $7)
on conflict (subscription_id, feed_seq) do nothing
returning delivery_id
