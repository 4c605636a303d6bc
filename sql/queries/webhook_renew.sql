-- What waited while nothing could be sent has all its time again.
update webhook_delivery set next_attempt_at = $2, expires_at = $3
where subscription_id = $1 and state = 'waiting'
