with tried as (
    update webhook_delivery set attempts = attempts + 1 where delivery_id = $1 returning attempts
)
insert into webhook_attempt (delivery_id, attempt, at, outcome, status, milliseconds, detail, answer)
select $1, attempts, $2, $3, $4, $5, $6, $7 from tried
