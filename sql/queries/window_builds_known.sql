-- The day on which each build became known.
select b.build_id, (v.known_at at time zone 'Asia/Seoul')::date as known_on
from build b
join registry_version v on v.entity = 'build' and v.entity_key = b.code and v.version = 1
where b.build_id = any ($1::bigint[])
