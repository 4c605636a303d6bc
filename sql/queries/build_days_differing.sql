-- Build days between $1 and $2, and those for which something arrived then, whose figures are not those of their receipts.
--
-- Days that something arrived for since they were computed are left out: they are about to be computed again. So are
-- sealed days, of which a partition is gone ($3 is the first that exists).
with arrivals as (
    select r.build_id, r.occurred_day as day, r.arrival_day
    from receipt r
    where r.arrival_day between $1 and $2
    group by r.build_id, r.occurred_day, r.arrival_day
),
target as (
    select b.build_id, b.day
    from build_day b
    where b.superseded_at is null and b.day between $1 and $2
    union
    select a.build_id, a.day from arrivals a
    union
    select a.build_id, a.arrival_day from arrivals a
),
known as (
    select t.build_id, t.day, b.arrival_days
    from target t
    left join build_day b on b.build_id = t.build_id and b.day = t.day and b.superseded_at is null
    where $3::date <= all (coalesce(b.arrival_days, '{}'))
),
scope as (
    select k.build_id, k.day, a.arrival_day
    from known k
    cross join unnest(k.arrival_days) as a (arrival_day)
    union
    select a.build_id, a.day, a.arrival_day
    from arrivals a
    join known k on k.build_id = a.build_id and k.day = a.day
    union
    select a.build_id, a.arrival_day, a.arrival_day
    from arrivals a
    join known k on k.build_id = a.build_id and k.day = a.arrival_day
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
        f.implausible, f.arrived, f.log_in_users, f.log_in_pairs, f.first_arrival)
    is distinct from (b.receipts, b.distinct_tuples, b.slots, b.users, b.actions, b.first_at, b.last_at, b.hours,
        b.late, b.rejected, b.implausible, b.arrived, b.log_in_users, b.log_in_pairs,
        -- Of days of an earlier version of the program it may not be known.
        coalesce(b.first_arrival, f.first_arrival))
    and not exists (select from touched t where t.build_id = f.build_id and t.day = f.day)
order by 1, 2
