select delivery_id, idempotency_id, event, payload, attempts, expires_at
from webhook_delivery
where subscription_id = $1 and state = 'waiting' and next_attempt_at <= $2
order by delivery_id
limit $3
