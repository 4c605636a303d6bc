-- The days of the contracts of a company with number $2 as supplier of the project of a build; as known.
select y.valid_from, y.valid_to
from build b
join party y on y.project_id = b.project_id and y.role = 'supplier'
join company c on c.company_id = y.company_id
where b.code = $1 and c.number = $2
order by y.valid_from
