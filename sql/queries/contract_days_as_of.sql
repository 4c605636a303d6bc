-- contract_days as they were known at $3.
select y.valid_from, y.valid_to
from (
    select v.state ->> 'project' as project
    from registry_version v
    where v.entity = 'build' and v.entity_key = $1 and v.known_at <= $3::timestamptz
    order by v.version desc
    limit 1
) b
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'party' and v.entity_key = b.project || '/supplier' and v.known_at <= $3
    order by v.version desc
    limit 1
) v
cross join lateral jsonb_to_recordset(v.state) as y (number text, valid_from date, valid_to date)
where y.number = $2
order by y.valid_from
