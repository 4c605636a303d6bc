insert into outbox_recipient (message_id, recipient, state, attempts, next_attempt_at)
values ($1, $2, 'waiting', 0, $3)
