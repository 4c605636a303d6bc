-- Days of several builds, of each within a range of its own.
select b.build_id, b.day, b.receipts, b.distinct_tuples, b.slots, b.users, b.actions, b.first_at, b.last_at, b.hours,
    b.late, b.rejected, b.implausible, b.arrived, b.log_in_users, b.log_in_pairs
from unnest($1::bigint[], $2::date[], $3::date[]) as w (build_id, first_day, last_day)
join build_day b on b.build_id = w.build_id and b.day between w.first_day and w.last_day
where b.superseded_at is null
