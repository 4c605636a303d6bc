-- The days of the contracts of a company with number $2 as supplier of the projects of builds; as known.
select y.valid_from, y.valid_to, b.code
from build b
join party y on y.project_id = b.project_id and y.role = 'supplier'
join company c on c.company_id = y.company_id
where b.code = any ($1::text[]) and c.number = $2
order by b.code, y.valid_from
