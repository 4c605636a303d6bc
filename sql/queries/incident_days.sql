-- The days of incidents that are not held against builds: from the day after the build was last heard on until the day
-- before it was heard again, or the end of the incident.
select m.build_id, m.last_sign,
    least(
        e.ended_on,
        (
            select d.day - 1
            from build_day d
            where d.build_id = m.build_id and d.day > m.last_sign
                and (d.receipts > d.implausible or d.arrived > 0)
                and case when $2::timestamptz is null then d.superseded_at is null
                    else d.known_at <= $2 and (d.superseded_at is null or d.superseded_at > $2) end
            order by d.day
            limit 1
        )
    ) as silent_until
from incident_build m
join incident i on i.incident_id = m.incident_id
left join incident_end e on e.incident_id = i.incident_id and ($2::timestamptz is null or e.ended_at <= $2)
where m.build_id = any ($1::bigint[]) and ($2::timestamptz is null or i.opened_at <= $2)
order by m.build_id, m.last_sign
