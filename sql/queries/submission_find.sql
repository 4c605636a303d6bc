select batch_id, lines, counted, quarantined::text
from submission
where key_id = $1 and idempotency_key = $2
