-- The same suspension with its end: the open one is withdrawn.
insert into suspension (site_id, began_on, ended_on, document, document_sha256, recorded_by, known_at)
select s.site_id, s.began_on, $2, $3, $4, $5, $6
from suspension s
where s.suspension_id = $1 and s.ended_on is null and s.began_on <= $2
    and not exists (select from suspension_withdrawal w where w.suspension_id = s.suspension_id)
returning suspension_id
