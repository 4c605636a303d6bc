insert into collector_presence as p (instance_id, began_at, seen_at, ending, detail)
values ($1, $2, $3, $4, $5)
on conflict (instance_id, began_at) do update
set seen_at = excluded.seen_at, ending = excluded.ending, detail = excluded.detail
where excluded.seen_at >= p.seen_at
