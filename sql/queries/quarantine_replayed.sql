-- Up to $8 records of a lane that have not moved, in the order of arrival, after the one that was reached. With a build
-- ($4) those of its keys, and those whose key was not known.
select q.arrival_day, q.batch_id, q.ordinal, q.received_at, q.occurred_day, q.sealed, k.key_id, k.build_id, k.key_hash,
    b.collect_from, b.collect_to, k.expires_at
from quarantine q
left join key k on k.key_id = q.key_id
left join build b on b.build_id = k.build_id
where q.lane = $1 and q.arrival_day between greatest($2::date, $5) and $3
    and (q.arrival_day, q.batch_id, q.ordinal)
        > (coalesce($5, '-infinity'), coalesce($6::bigint, 0), coalesce($7::integer, -1))
    and ($4::bigint is null or q.key_id is null or k.build_id = $4)
    -- One look into the primary key for each record, however large the ledger has become since this was planned.
    and (select m.order_id from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal) is null
order by q.arrival_day, q.batch_id, q.ordinal
limit $8
