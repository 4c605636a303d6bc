insert into outbox_attempt (message_id, recipient, attempt, attempted_at, outcome, detail)
values ($1, $2, $3, $4, $5, $6)
