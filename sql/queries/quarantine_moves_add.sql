insert into quarantine_move (arrival_day, batch_id, ordinal, order_id, build_id, moved_at)
select r.arrival_day, r.batch_id, r.ordinal, $1, r.build_id, $2
from unnest($3::date[], $4::bigint[], $5::integer[], $6::bigint[]) as r (arrival_day, batch_id, ordinal, build_id)
order by r.batch_id, r.ordinal
on conflict do nothing
returning batch_id, ordinal
