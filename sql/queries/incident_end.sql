insert into incident_end (incident_id, ended_on, ended_at, ended_by, reason)
select incident_id, $2, $3, $4, $5
from incident
where incident_id = $1
on conflict (incident_id) do nothing
returning incident_id
