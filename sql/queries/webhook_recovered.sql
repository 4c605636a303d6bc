-- The receiver is back: what waits longer only because it was away is due.
update webhook_delivery set next_attempt_at = $2
where subscription_id = $1 and state = 'waiting' and next_attempt_at > $2
