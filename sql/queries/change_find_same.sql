select e.change_id
from change_event e
where e.project_id = $1 and e.build_id is not distinct from $2::bigint and e.kind = $3 and e.after = $4
    and e.effective_on = $5::date
    and not exists (select from change_withdrawal w where w.change_id = e.change_id)
order by e.change_id
limit 1
