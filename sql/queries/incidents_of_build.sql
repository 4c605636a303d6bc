-- The incidents that a build was in, newest first. Its days of one begin the day after it was last heard.
select i.incident_id, i.trait_name, (select count(*)::integer from incident_build o where o.incident_id = i.incident_id) as members,
    m.last_sign, e.ended_on, e.reason
from incident_build m
join incident i on i.incident_id = m.incident_id
left join incident_end e on e.incident_id = i.incident_id and ($2::timestamptz is null or e.ended_at <= $2)
where m.build_id = $1 and ($2 is null or i.opened_at <= $2)
order by m.last_sign desc, i.incident_id desc
