update webhook_delivery set state = 'cancelled', next_attempt_at = null, settled_at = $2
where subscription_id = $1 and state = 'waiting'
