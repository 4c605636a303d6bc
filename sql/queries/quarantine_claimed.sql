-- Up to $5 records of an unknown key that have not moved, in the order of arrival, after the one that was reached.
select q.arrival_day, q.batch_id, q.ordinal, q.received_at, q.occurred_day, q.sealed
from quarantine q
where q.lane = 'unknown_key' and q.key_hash = $1 and q.arrival_day >= coalesce($2::date, '-infinity')
    and (q.arrival_day, q.batch_id, q.ordinal)
        > (coalesce($2, '-infinity'), coalesce($3::bigint, 0), coalesce($4::integer, -1))
    -- One look into the primary key for each record, however large the ledger has become since this was planned.
    and (select m.order_id from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal) is null
order by q.arrival_day, q.batch_id, q.ordinal
limit $5
