-- The days of incidents that are not held against builds: from the day after the build was last heard on.
select m.build_id, m.last_sign, e.ended_on
from incident_build m
join incident i on i.incident_id = m.incident_id
left join incident_end e on e.incident_id = i.incident_id and ($2::timestamptz is null or e.ended_at <= $2)
where m.build_id = any ($1::bigint[]) and ($2::timestamptz is null or i.opened_at <= $2)
order by m.build_id, m.last_sign
