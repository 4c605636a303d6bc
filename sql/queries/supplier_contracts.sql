-- The contracts of suppliers for the projects of builds, with the names that the companies have, all as known at $2
-- (null: as known). Ids never change, so they come from the tables of today.
select b.build_id, c.company_id, c.number, c.name, y.valid_from, y.valid_to
from build b
join party y on y.project_id = b.project_id and y.role = 'supplier'
join company c on c.company_id = y.company_id
where $2::timestamptz is null and b.build_id = any ($1::bigint[])
union all
select b.build_id, c.company_id, c.number, n.state ->> 'name', y.valid_from, y.valid_to
from build b
cross join lateral (
    select v.state ->> 'project' as project
    from registry_version v
    where v.entity = 'build' and v.entity_key = b.code and v.known_at <= $2
    order by v.version desc
    limit 1
) o
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'party' and v.entity_key = o.project || '/supplier' and v.known_at <= $2
    order by v.version desc
    limit 1
) p
cross join lateral jsonb_to_recordset(p.state) as y (number text, valid_from date, valid_to date)
join company c on c.number = y.number
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'company' and v.entity_key = y.number and v.known_at <= $2
    order by v.version desc
    limit 1
) n
where $2 is not null and b.build_id = any ($1)
order by 1, 5, 2
