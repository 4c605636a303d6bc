select p.agreed_on
from build b
join project p on p.project_id = b.project_id
where b.code = $1
