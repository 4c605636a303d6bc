-- A change that is not withdrawn, and the later change of the same project's supplier that stands in the way.
select e.project_id, p.code as project_code, e.kind, e.supplier_before, e.supplier_after, e.effective_on, (
        select min(l.change_id)
        from change_event l
        where e.kind = 'supplier' and l.kind = 'supplier' and l.project_id = e.project_id
            and (l.effective_on, l.change_id) > (e.effective_on, e.change_id)
            and not exists (select from change_withdrawal w where w.change_id = l.change_id)
    ) as later
from change_event e
join project p on p.project_id = e.project_id
where e.change_id = $1 and not exists (select from change_withdrawal w where w.change_id = e.change_id)
