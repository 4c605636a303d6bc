-- Days that something arrived for since they were computed are left out: they are about to be computed again.
with scope as (
    select b.build_id, b.day, a.arrival_day
    from build_day b
    cross join unnest(b.arrival_days) as a (arrival_day)
    where b.superseded_at is null and b.day between $1 and $2
    union
    select r.build_id, r.occurred_day, r.arrival_day
    from receipt r
    where r.arrival_day between $1 and $2 and r.occurred_day between $1 and $2
    union
    select r.build_id, r.arrival_day, r.arrival_day
    from receipt r
    where r.arrival_day between $1 and $2
),
arrays as (
    select array_agg(build_id) as build_ids, array_agg(day) as days, array_agg(arrival_day) as arrival_days,
        (select array_agg(distinct d) from (select arrival_day from scope union select day from scope) as p (d))
            as partitions
    from scope
),
touched as (
    select t.build_id, t.day from touched_day t
    union
    select t.build_id, date '1970-01-01' + t.day
    from touched_batch b
    cross join unnest(b.build_ids, b.days) as t (build_id, day)
)
select f.build_id, f.day
from arrays
cross join lateral build_day_figures(build_ids, arrays.days, arrays.arrival_days, partitions) f
left join build_day b on b.build_id = f.build_id and b.day = f.day and b.superseded_at is null
where (f.receipts, f.distinct_tuples, f.slots, f.users, f.actions, f.first_at, f.last_at, f.hours, f.late, f.rejected,
        f.implausible, f.arrived)
    is distinct from (b.receipts, b.distinct_tuples, b.slots, b.users, b.actions, b.first_at, b.last_at, b.hours,
        b.late, b.rejected, b.implausible, b.arrived)
    and not exists (select from touched t where t.build_id = f.build_id and t.day = f.day)
order by 1, 2
