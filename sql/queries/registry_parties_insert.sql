-- $2: as in registry_parties_close. Of a file the first company in a role counts from the agreement.
insert into party (project_id, role, company_id, valid_from)
select distinct p.project_id, v.role, c.company_id,
    case when not $2::boolean
            or exists (select from party o where o.project_id = p.project_id and o.role = v.role)
        then $1::date else coalesce(p.agreed_on, $1::date) end
from registry_staging s
join project p on p.code = s.project_code
cross join lateral (values
    ('adopter', s.adopter_number), ('supplier', s.supplier_number), ('lead', s.lead_number),
    ('supervision', s.supervision_number)
) as v (role, number)
join company c on c.number = v.number
where not exists (
        select from party y
        where y.project_id = p.project_id and y.role = v.role and y.company_id = c.company_id and y.valid_to is null
    )
    and case
        when not $2 then v.role = 'supplier'
        else v.role <> 'supplier' or not exists (
            select from change_event e
            where e.project_id = p.project_id and e.kind = 'supplier'
                and not exists (select from change_withdrawal w where w.change_id = e.change_id)
        )
    end
on conflict (project_id, role, company_id, valid_from) do update set valid_to = null
