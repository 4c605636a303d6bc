with due as (
    select message_id, recipient
    from outbox_recipient
    where state = 'waiting' and next_attempt_at <= $1 and (claimed_until is null or claimed_until < $1)
    order by next_attempt_at, message_id, recipient
    limit $3
    for update skip locked
)
update outbox_recipient r set claimed_until = $2, attempts = r.attempts + 1
from due d, outbox o
where r.message_id = d.message_id and r.recipient = d.recipient and o.message_id = r.message_id
returning r.message_id, r.recipient, r.attempts, o.idempotency_key, o.subject, o.body
