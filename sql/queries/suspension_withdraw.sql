insert into suspension_withdrawal (suspension_id, reason, recorded_by, known_at)
select s.suspension_id, $2, $3, $4
from suspension s
where s.suspension_id = $1
on conflict (suspension_id) do nothing
