-- Changes of each build and of its project that were not withdrawn, as known at $2 (null: as known).
with projects as (
    select b.build_id, case
        when $2::timestamptz is null then b.project_id
        else (
            select p.project_id
            from (
                select v.state
                from registry_version v
                where v.entity = 'build' and v.entity_key = b.code and v.known_at <= $2
                order by v.version desc
                limit 1
            ) bv
            join project p on p.code = bv.state ->> 'project'
        ) end as project_id
    from build b
    where b.build_id = any ($1::bigint[]) and exists (select from change_event)
)
select x.build_id, e.change_id, p.code as project_code, b.code as build_code, e.kind, e.class, e.before, e.after, e.supplier_before,
    e.supplier_after, e.build_to, e.as_to, e.amount_krw, e.effective_on, e.document, encode(e.document_sha256, 'hex') as document_sha256,
    e.recorded_by, e.known_at
from projects x
join change_event e on e.project_id = x.project_id and (e.build_id is null or e.build_id = x.build_id)
join project p on p.project_id = e.project_id
left join build b on b.build_id = e.build_id
where ($2 is null or e.known_at <= $2)
    and not exists (
        select from change_withdrawal w where w.change_id = e.change_id and ($2 is null or w.known_at <= $2)
    )
order by x.build_id, e.effective_on, e.change_id
