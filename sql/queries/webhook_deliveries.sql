select delivery_id, subscription_id, feed_seq, event, resend_of, idempotency_id, payload, created_at, expires_at,
    state, attempts, next_attempt_at, settled_at, build_id, (select epoch from feed_state)
from webhook_delivery
where subscription_id = $1 and ($2::bigint is null or delivery_id < $2) and ($3::text is null or state = $3)
order by delivery_id desc
limit $4
