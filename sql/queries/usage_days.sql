-- Build days as figures read them, of several builds, of each within a range of its own; slots only where they are asked.
select b.build_id, b.day, b.receipts, b.distinct_tuples, bit_count(b.slots)::integer as slot_count, b.users, b.actions, b.late,
    b.rejected, b.implausible, b.arrived, b.log_in_users, b.log_in_pairs, b.first_arrival - b.day as lag,
    case when w.with_slots then b.slots end as slots
from unnest($1::bigint[], $2::date[], $3::date[], $4::boolean[]) as w (build_id, first_day, last_day, with_slots)
join build_day b on b.build_id = w.build_id and b.day between w.first_day and w.last_day
where b.superseded_at is null
