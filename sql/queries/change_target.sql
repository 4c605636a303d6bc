-- The project named by $1, or the build named so and its project.
select p.project_id, p.code as project_code, b.build_id, b.code as build_code, g.as_months, p.build_from, p.completed_on, y.number as supplier_number,
    y.name as supplier_name, y.valid_from as supplier_from
from project p
join programme g on g.code = p.programme_code
left join build b on b.project_id = p.project_id and b.code = $1
left join lateral (
    select c.number, c.name, r.valid_from
    from party r
    join company c on c.company_id = r.company_id
    where r.project_id = p.project_id and r.role = 'supplier' and r.valid_to is null
    order by r.valid_from desc
    limit 1
) y on true
where b.code = $1 or p.code = $1
order by b.code nulls last
limit 1
