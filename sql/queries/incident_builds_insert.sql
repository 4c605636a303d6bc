insert into incident_build (incident_id, build_id, last_sign)
select $1, m.build_id, m.last_sign
from unnest($2::bigint[], $3::date[]) as m (build_id, last_sign)
