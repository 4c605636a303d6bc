select s.batch_id, s.key_id, s.lines, s.counted, s.quarantined::text
from submission s
join key k on k.key_id = s.key_id
where k.build_id = $1 and s.idempotency_key = $2
order by s.batch_id
limit 1
