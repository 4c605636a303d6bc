-- usage_days of the build $2, as many as its status on the day $1 needs where nothing but the registry moves its phase.
select d.build_id, d.day, d.receipts, d.distinct_tuples, bit_count(d.slots)::integer as slot_count, d.users, d.actions, d.late,
    d.rejected, d.implausible, d.arrived, d.log_in_users, d.log_in_pairs, d.first_arrival - d.day as lag,
    case when r.has_shifts then d.slots end as slots
from status_reach($1::date, $2::bigint) r
cross join lateral (
    values (r.start_from, least(r.start_from + 55, r.from_day - 1)), (r.from_day, date 'infinity')
) as w (first_day, last_day)
join build_day d on d.build_id = r.build_id and d.day between w.first_day and w.last_day
where d.superseded_at is null
