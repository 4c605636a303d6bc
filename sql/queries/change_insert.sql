insert into change_event (project_id, build_id, kind, class, before, after, supplier_before, supplier_after, build_to,
    as_to, amount_krw, effective_on, document, document_sha256, recorded_by, known_at)
select p.project_id, $2, $3, (
        select c.class
        from change_class c
        where c.kind = $3 and c.from_year <= g.year and c.from_krw <= coalesce($10::bigint, 0)
        order by c.from_year desc, c.from_krw desc
        limit 1
    ), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
from project p
join programme g on g.code = p.programme_code
where p.project_id = $1
returning change_id, class
