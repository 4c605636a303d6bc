select delivery_id, attempt, at, outcome, status, milliseconds, detail, answer
from webhook_attempt
where delivery_id = any ($1::bigint[])
order by delivery_id, attempt
