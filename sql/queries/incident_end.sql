insert into incident_end (incident_id, ended_on, ended_at, ended_by, reason)
values ($1, $2, $3, $4, $5)
on conflict (incident_id) do nothing
returning incident_id
