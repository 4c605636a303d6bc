-- A sender that was too slow must not open again what was settled meanwhile.
update webhook_delivery set state = $2, next_attempt_at = $3, settled_at = $4
where delivery_id = $1 and state = 'waiting'
