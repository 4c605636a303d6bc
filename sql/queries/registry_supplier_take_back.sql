-- Undoes that company $2 took over from company $3 (null: from none) on $4.
with gone as (
    delete from party y
    using company c
    where c.company_id = y.company_id and y.project_id = $1 and y.role = 'supplier' and c.number = $2
        and y.valid_from = $4::date
)
update party y set valid_to = null
from company c
where c.company_id = y.company_id and y.project_id = $1 and y.role = 'supplier' and c.number = $3::text
    and y.valid_to = $4::date - 1
