with figures as (
    select * from build_day_figures($1::bigint[], $2::date[], $3::date[], $4::date[])
),
changed as (
    select f.*, coalesce(b.version, 0) + 1 as version
    from figures f
    left join build_day b on b.build_id = f.build_id and b.day = f.day and b.superseded_at is null
    where b.build_id is null
        or (f.receipts, f.distinct_tuples, f.slots, f.users, f.actions, f.first_at, f.last_at, f.hours, f.late,
            f.rejected, f.implausible, f.arrived, f.log_in_users, f.log_in_pairs, f.arrival_days, f.first_arrival)
        is distinct from (b.receipts, b.distinct_tuples, b.slots, b.users, b.actions, b.first_at, b.last_at, b.hours,
            b.late, b.rejected, b.implausible, b.arrived, b.log_in_users, b.log_in_pairs, b.arrival_days, b.first_arrival)
),
closed as (
    update build_day b set superseded_at = $5
    from changed c
    where b.build_id = c.build_id and b.day = c.day and b.superseded_at is null
    returning b.build_id, b.day
)
-- The join makes PostgreSQL close the old versions before it adds the new ones.
insert into build_day (build_id, day, version, known_at, receipts, distinct_tuples, slots, users, actions, first_at,
    last_at, hours, late, rejected, implausible, arrived, log_in_users, log_in_pairs, arrival_days,
    first_arrival)
select build_id, day, version, $5, receipts, distinct_tuples, slots, users, actions, first_at, last_at, hours, late,
    rejected, implausible, arrived, log_in_users, log_in_pairs, arrival_days, first_arrival
from changed
left join closed using (build_id, day)
order by build_id, day
returning build_id, day, receipts > implausible or arrived > 0 as has_sign
