-- A sender that was too slow must not open again what another has settled meanwhile.
update outbox_recipient
set state = $3, next_attempt_at = $4, settled_at = $5, claimed_until = null
where message_id = $1 and recipient = $2 and state = 'waiting'
