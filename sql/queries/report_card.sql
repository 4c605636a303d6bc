-- What one build sent in arrival days $2 to $3 that lie between one of $4 and the same of $5, by lane, code, dialect and set
-- of repairs. A quarantined record that was moved counts as the receipt it became.
with arrived as (
    select 'counted' as lane, 'AP1002' as code, r.dialect, r.repairs, r.received_at, r.implausible,
        not r.implausible and r.occurred_day < r.arrival_day as is_late
    from receipt r
    where r.build_id = $1 and r.arrival_day between $2::date and $3::date
        and exists (select from unnest($4::date[], $5::date[]) d (first, last) where r.arrival_day between d.first and d.last)
    union all
    select q.lane, q.code, q.dialect, q.repairs, q.received_at, false, false
    from quarantine q
    where q.key_id in (select k.key_id from key k where k.build_id = $1)
        and q.arrival_day between $2::date and $3::date
        and exists (select from unnest($4, $5) d (first, last) where q.arrival_day between d.first and d.last)
        and not exists (
            select from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal
        )
)
select a.lane, a.code, a.dialect, a.repairs, count(*) as records, min(a.received_at) as first_at,
    max(a.received_at) as last_at, count(*) filter (where a.is_late) as late,
    count(*) filter (where a.implausible) as implausible
from arrived a
group by a.lane, a.code, a.dialect, a.repairs
order by a.lane, a.code, a.dialect, a.repairs
