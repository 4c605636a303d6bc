-- What the status of one build begins with: build_facts, its signs of life, whether anything was declared of it beside the
-- registry file, and which versions of the rows of holidays and outages there are.
select b.build_id, b.code, p.code, p.programme_code,
    g.name_ko || coalesce(' ' || nullif(g.support_type_ko, ''), ''),
    a.name, a.number, s.name, s.number, t.name, r.name_ko, t.ksic, t.size_class, b.solution, p.target_level,
    p.confirmed_level, b.intake_profile, b.collect_from, b.collect_to, p.completed_on,
    coalesce(p.as_to, (p.completed_on + make_interval(months => g.as_months))::date), p.final_evaluated_on, t.workdays,
    t.works_on_holidays, t.shutdowns, t.shifts, p.build_from, coalesce(p.extended_to, p.build_to),
    t.region_code,
    (
        select d.day
        from build_day d
        where d.build_id = b.build_id and d.superseded_at is null and d.receipts > d.implausible
        order by d.day
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = b.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day desc
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = b.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day
        limit 1
    ),
    exists (select from suspension x where x.site_id = b.site_id)
        or exists (select from change_event e where e.project_id = b.project_id)
        or exists (select from incident_build m where m.build_id = b.build_id),
    (select coalesce(string_agg(h.xmin::text, ','), '') from holiday h) || ';'
        || (select coalesce(string_agg(o.xmin::text, ','), '') from outage o)
from build b
join project p on p.project_id = b.project_id
join programme g on g.code = p.programme_code
join site t on t.site_id = b.site_id
join company a on a.company_id = t.company_id
left join lateral (
    select c.name, c.number
    from party y
    join company c on c.company_id = y.company_id
    where y.project_id = p.project_id and y.role = 'supplier' and y.valid_from <= $1::date
        and (y.valid_to is null or y.valid_to >= $1::date)
    order by y.valid_from desc, y.valid_to desc nulls first, y.company_id
    limit 1
) s on true
left join lateral (
    select n.name_ko
    from region n
    where n.code = t.region_code and n.valid_from <= $1::date
    order by n.valid_from desc
    limit 1
) r on true
where b.code = $2
