with touched as (
    select 'company' as entity, c.number as entity_key, to_jsonb(c) - 'company_id' as state
    from company c
    where c.number in (
        select adopter_number from registry_staging
        union select supplier_number from registry_staging
        union select lead_number from registry_staging
        union select supervision_number from registry_staging)
    union all
    select 'project', p.code, to_jsonb(p) - 'project_id'
    from project p
    where p.code in (select project_code from registry_staging)
    union all
    select 'party', p.code || '/' || y.role, jsonb_agg(
        jsonb_build_object('number', c.number, 'valid_from', y.valid_from, 'valid_to', y.valid_to)
        order by y.valid_from, c.number)
    from party y
    join project p on p.project_id = y.project_id
    join company c on c.company_id = y.company_id
    where p.code in (select project_code from registry_staging)
    group by p.code, y.role
    union all
    select 'party', p.code || '/supplier', '[]'
    from project p
    where p.code in (select project_code from registry_staging)
        and not exists (select from party y where y.project_id = p.project_id and y.role = 'supplier')
        and exists (
            select from registry_version v
            where v.entity = 'party' and v.entity_key = p.code || '/supplier'
        )
    union all
    select 'site', c.number || '-' || t.serial, to_jsonb(t) - 'site_id' - 'company_id'
    from site t
    join company c on c.company_id = t.company_id
    where (c.number, t.serial) in (select adopter_number, site_serial from registry_staging)
    union all
    select 'build', b.code, to_jsonb(b) - 'build_id' - 'project_id' - 'site_id'
        || jsonb_build_object('project', p.code, 'site', c.number || '-' || t.serial)
    from build b
    join project p on p.project_id = b.project_id
    join site t on t.site_id = b.site_id
    join company c on c.company_id = t.company_id
    where b.code in (select build_code from registry_staging)
),
latest as (
    select distinct on (v.entity, v.entity_key) v.entity, v.entity_key, v.version, v.state
    from registry_version v
    where (v.entity, v.entity_key) in (select entity, entity_key from touched)
    order by v.entity, v.entity_key, v.version desc
),
added as (
    insert into registry_version (entity, entity_key, version, known_at, actor, reason, state)
    select t.entity, t.entity_key, coalesce(l.version, 0) + 1, $1, $2, $3, t.state
    from touched t
    left join latest l using (entity, entity_key)
    where l.state is null or l.state <> t.state
    returning entity, entity_key, version, state
)
select a.entity, a.entity_key, a.version = 1 as is_new,
    case
    when a.version = 1 then ''
    when a.entity = 'party' then (
        select string_agg(coalesce(o.numbers, '-'), ' -> ' order by o.place)
        from (
            select x.place, (
                select string_agg(e ->> 'number', ', ' order by e ->> 'number')
                from jsonb_array_elements(x.parties) e
                where e ->> 'valid_to' is null
            ) as numbers
            from (values (1, l.state), (2, a.state)) as x (place, parties)
        ) o
    )
    else (
        select string_agg(n.key || ': ' || coalesce(l.state ->> n.key, '-') || ' -> ' || coalesce(n.value, '-'), '; '
            order by n.key)
        from jsonb_each_text(a.state) n
        where n.value is distinct from l.state ->> n.key
    ) end as difference
from added a
left join latest l using (entity, entity_key)
order by a.entity, a.entity_key
