insert into feed_pending (recorded_at, kind, build_id, body)
select $2::timestamptz, 'build.changed', k.build_id, '{"what": ["key"]}'
from key k
where k.key_id = any ($1::bigint[])
group by k.build_id
order by k.build_id
