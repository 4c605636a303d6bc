-- $1: the KST day of today, $2: open ones only. Members that are heard again count by their build days.
select i.incident_id, i.trait, i.trait_value, i.trait_name, i.first_last_sign, i.last_last_sign, i.sharing, i.opened_at,
    e.ended_on, e.ended_by, e.reason,
    (select count(*)::integer from incident_build m where m.incident_id = i.incident_id) as members,
    (
        select count(*)::integer
        from incident_build m
        where m.incident_id = i.incident_id
            and exists (
                select from build_day d
                where d.build_id = m.build_id and d.superseded_at is null and d.day > m.last_sign and d.day <= $1::date
                    and (d.receipts > d.implausible or d.arrived > 0)
            )
    ) as back
from incident i
left join incident_end e on e.incident_id = i.incident_id
where e.incident_id is null or not $2
order by i.incident_id desc
