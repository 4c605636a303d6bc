-- Programmes with the builds of each that lie in the scope ($1 programmes, $2 supplier on $4, $3 regions).
select g.code, g.year, g.group_ko, g.name_ko, g.support_type_ko, g.cap_krw, g.share_percent, g.months,
    g.extension_months_max, g.entry_level, g.agency_ko, g.monitorable, g.as_months, g.source,
    coalesce(n.projects, 0) as projects, coalesce(n.builds, 0) as builds
from programme g
left join (
    select p.programme_code, count(distinct p.project_id)::integer as projects, count(*)::integer as builds
    from build b
    join project p on p.project_id = b.project_id
    join site t on t.site_id = b.site_id
    where ($2::text is null or b.project_id in (select s.project_id from supplied_projects($2, $4::date) s))
        and ($3::text[] is null or t.region_code = any ($3))
    group by p.programme_code
) n on n.programme_code = g.code
where $1::text[] is null or g.code = any ($1)
order by g.year desc, g.code
