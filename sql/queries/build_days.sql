select day, receipts, distinct_tuples, slots, users, actions, first_at, last_at, hours,
    late, rejected, implausible, arrived, log_in_users, log_in_pairs, first_arrival - day as lag
from build_day
where superseded_at is null and build_id = $1::bigint and day between $2 and $3
order by day
