-- Recorded changes in force on $1 that the staged file contradicts: the changes stay.
with staged as (
    select distinct on (s.project_code) p.project_id, s.project_code, s.supplier_number, s.completed_on, s.as_to,
        s.extended_to, g.as_months
    from registry_staging s
    join project p on p.code = s.project_code
    join programme g on g.code = s.programme_code
    order by s.project_code, s.line desc
),
events as (
    select e.*
    from change_event e
    where e.project_id in (select project_id from staged) and e.kind in ('supplier', 'period')
        and not exists (select from change_withdrawal w where w.change_id = e.change_id)
),
ends as (
    select distinct on (project_id) project_id, build_to
    from events
    where build_to is not null and effective_on <= $1
    order by project_id, effective_on desc, change_id desc
),
as_ends as (
    select distinct on (project_id) project_id, as_to
    from events
    where as_to is not null and effective_on <= $1
    order by project_id, effective_on desc, change_id desc
),
said as (
    select s.project_code, 'supplier_number' as column_name, s.supplier_number as by_file, (
            select c.number
            from party y
            join company c on c.company_id = y.company_id
            where y.project_id = s.project_id and y.role = 'supplier' and y.valid_from <= $1::date
                and (y.valid_to is null or y.valid_to >= $1)
            order by y.valid_from desc
            limit 1
        ) as in_force
    from staged s
    where s.project_id in (select project_id from events where kind = 'supplier')
    union all
    select s.project_code, 'extended_to', coalesce(s.extended_to, e.build_to)::text, e.build_to::text
    from staged s
    join ends e on e.project_id = s.project_id
    union all
    -- An end that the file does not give is computed when the file is read: it contradicts nothing.
    select s.project_code, 'as_to',
        case when s.as_to is distinct from (s.completed_on + make_interval(months => s.as_months))::date
            then s.as_to else e.as_to end::text, e.as_to::text
    from staged s
    join as_ends e on e.project_id = s.project_id
)
select project_code, column_name, by_file, in_force
from said
where by_file is distinct from in_force
order by project_code, column_name
