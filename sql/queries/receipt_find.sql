-- One record of a build by its id. Of a quarantined record that was moved, the receipt it became.
with found as (
    select r.batch_id, r.ordinal, r.received_at, 'counted' as lane, 'AP1002' as code, r.occurred_at, r.dialect,
        r.repairs, r.action, r.user_hash is not null as has_user, r.address_class, r.quantity, r.log_dt, r.use_se,
        r.implausible, null::bytea as sealed
    from receipt r
    where r.build_id = $1 and r.arrival_day = $2::date and r.batch_id = $3 and r.ordinal = $4
    union all
    select q.batch_id, q.ordinal, q.received_at, q.lane, q.code, q.occurred_at, q.dialect, q.repairs, null, false,
        null, null, null, null, false, q.sealed
    from quarantine q
    where q.key_id in (select k.key_id from key k where k.build_id = $1) and q.arrival_day = $2::date
        and q.batch_id = $3 and q.ordinal = $4
)
select f.batch_id, f.ordinal, f.received_at, f.lane, f.code, f.occurred_at, f.dialect, f.repairs, f.action, f.has_user,
    f.address_class, f.quantity, f.log_dt, f.use_se, f.implausible, f.sealed
from found f
order by f.lane = 'counted' desc
limit 1
