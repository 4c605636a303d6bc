update party y set valid_to = greatest(y.valid_from, $1::date - 1)
from project p, company c
where p.project_id = y.project_id and c.company_id = y.company_id and y.valid_to is null
    and exists (select from registry_staging s where s.project_code = p.code)
    and not exists (
        select from registry_staging s
        where s.project_code = p.code and c.number = case y.role
            when 'adopter' then s.adopter_number
            when 'supplier' then s.supplier_number
            when 'lead' then s.lead_number
            when 'supervision' then s.supervision_number
        end
    )
