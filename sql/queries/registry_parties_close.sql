-- $2: from a registry file, which may not move a supplier that a recorded change moved. Otherwise only the supplier
-- moves, and only the old one, $3: another build of the project may have a supplier of its own.
with staged as (
    select distinct p.project_id
    from registry_staging s
    join project p on p.code = s.project_code
),
named as (
    select distinct p.project_id, v.role, c.company_id
    from registry_staging s
    join project p on p.code = s.project_code
    cross join lateral (values
        ('adopter', s.adopter_number), ('supplier', s.supplier_number), ('lead', s.lead_number),
        ('supervision', s.supervision_number)
    ) as v (role, number)
    join company c on c.number = v.number
)
update party y set valid_to = greatest(y.valid_from, $1::date - 1)
from staged t
where t.project_id = y.project_id and y.valid_to is null
    and not exists (
        select from named n
        where n.project_id = y.project_id and n.role = y.role and n.company_id = y.company_id
    )
    and case
        when not $2::boolean then y.role = 'supplier'
            and exists (select from company c where c.company_id = y.company_id and c.number = $3::text)
        else y.role <> 'supplier' or not exists (
            select from change_event e
            where e.project_id = y.project_id and e.kind = 'supplier'
                and not exists (select from change_withdrawal w where w.change_id = e.change_id)
        )
    end
