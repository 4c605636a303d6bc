-- What waited behind a receiver that failed until its time was over.
update webhook_delivery set state = 'given_up', next_attempt_at = null, settled_at = $2
where subscription_id = $1 and state = 'waiting' and expires_at <= $2
