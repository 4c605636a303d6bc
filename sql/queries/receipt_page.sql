-- Receipts and quarantined records of one build, newest first, from one instant ($2) until another ($3) and before
-- one record ($6, $7, $8). A quarantined record that was moved is shown as the receipt it became.
with arrived as (
    (
        select r.batch_id, r.ordinal, r.received_at, 'counted' as lane, 'AP1002' as code, r.occurred_at, r.dialect,
            r.repairs, r.action, r.user_hash is not null as has_user, r.address_class, r.quantity, r.log_dt, r.use_se,
            r.implausible, null::bytea as sealed
        from receipt r
        where r.build_id = $1 and r.arrival_day between $4::date and $5::date and r.received_at >= $2
            and r.received_at < $3 and (r.received_at, r.batch_id, r.ordinal) < ($6, $7, $8)
        order by r.received_at desc, r.batch_id desc, r.ordinal desc
        limit $9
    )
    union all
    (
        select q.batch_id, q.ordinal, q.received_at, q.lane, q.code, q.occurred_at, q.dialect, q.repairs, null, false,
            null, null, null, null, false, q.sealed
        from quarantine q
        where q.key_id in (select k.key_id from key k where k.build_id = $1)
            and q.arrival_day between $4::date and $5::date and q.received_at >= $2 and q.received_at < $3
            and (q.received_at, q.batch_id, q.ordinal) < ($6, $7, $8)
            and not exists (
                select from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal
            )
        order by q.received_at desc, q.batch_id desc, q.ordinal desc
        limit $9
    )
)
select a.batch_id, a.ordinal, a.received_at, a.lane, a.code, a.occurred_at, a.dialect, a.repairs, a.action, a.has_user,
    a.address_class, a.quantity, a.log_dt, a.use_se, a.implausible, a.sealed
from arrived a
order by a.received_at desc, a.batch_id desc, a.ordinal desc
limit $9
