with s as (
    select b.build_id, b.day, a.arrival_day
    from build_day b
    cross join unnest(b.arrival_days) as a (arrival_day)
    where b.superseded_at is null and b.day between $1 and $2
),
arrays as (
    select array_agg(build_id) as build_ids, array_agg(day) as days, array_agg(arrival_day) as arrival_days,
        (select array_agg(distinct d) from (select arrival_day from s union select day from s) as p (d)) as partitions
    from s
)
select b.build_id, b.day
from arrays
cross join lateral build_day_figures(build_ids, arrays.days, arrays.arrival_days, partitions) f
join build_day b on b.build_id = f.build_id and b.day = f.day and b.superseded_at is null
where (f.receipts, f.distinct_tuples, f.slots, f.users, f.actions, f.first_at, f.last_at, f.hours, f.late, f.rejected,
        f.implausible, f.arrived)
    is distinct from (b.receipts, b.distinct_tuples, b.slots, b.users, b.actions, b.first_at, b.last_at, b.hours,
        b.late, b.rejected, b.implausible, b.arrived)
order by 1, 2
