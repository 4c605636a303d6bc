-- $1: only those of this build or project, and of the project of this build. $2: as they were known then.
select e.change_id, p.code as project_code, b.code as build_code, e.kind, e.class, e.before, e.after, e.supplier_before, e.supplier_after,
    e.build_to, e.as_to, e.amount_krw, e.effective_on, e.document, encode(e.document_sha256, 'hex') as document_sha256, e.recorded_by,
    e.known_at, w.known_at as withdrawn_at, w.recorded_by as withdrawn_by,
    w.reason as withdrawal_reason
from change_event e
join project p on p.project_id = e.project_id
left join build b on b.build_id = e.build_id
left join change_withdrawal w on w.change_id = e.change_id and ($2::timestamptz is null or w.known_at <= $2)
where ($2 is null or e.known_at <= $2)
    and case
        when $1::text is null then true
        when exists (select from build n where n.code = $1)
            then (e.build_id is null and p.project_id = (select n.project_id from build n where n.code = $1))
                or b.code = $1
        else p.code = $1
    end
order by e.effective_on, e.change_id
