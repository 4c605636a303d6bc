-- The company from which the supplier of project $1 since $2 took over.
select c.number, c.name, y.valid_from
from party y
join company c on c.company_id = y.company_id
where y.project_id = $1 and y.role = 'supplier' and y.valid_to = $2::date - 1
order by y.valid_from desc
limit 1
