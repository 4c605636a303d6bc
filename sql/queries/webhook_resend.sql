insert into webhook_delivery (subscription_id, event, resend_of, payload, created_at, expires_at, state,
    next_attempt_at, build_id)
select subscription_id, event, delivery_id, payload, $3::timestamptz, $4, 'waiting', $3::timestamptz, build_id
from webhook_delivery where delivery_id = $1 and subscription_id = $2
returning delivery_id
