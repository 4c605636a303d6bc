-- Build days that changed after they were over.
insert into window_touch (build_id, from_day, cause, detail)
select t.build_id, t.day, 'late receipts', t.day::text
from unnest($1::bigint[], $2::date[]) as t (build_id, day)
where t.day < $3::date
