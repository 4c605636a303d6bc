-- Which of these builds are in an incident that goes on.
select distinct m.build_id
from incident_build m
where m.build_id = any ($1::bigint[])
    and not exists (select from incident_end e where e.incident_id = m.incident_id)
