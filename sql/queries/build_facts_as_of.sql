-- build_facts from the states that were known at $5. Ids never change, so they come from the tables of today. The
-- supplier follows from supplier_contracts.
select b.build_id, b.code, bv.state ->> 'project' as project_code, p.programme_code,
    g.name_ko || coalesce(' ' || nullif(g.support_type_ko, ''), '') as programme_name,
    av.state ->> 'name' as adopter_name, a.number as adopter_number, null as supplier_name, null as supplier_number,
    t.name as site_name, r.name_ko as region_name, t.ksic, t.size_class, x.solution,
    p.target_level, p.confirmed_level, x.intake_profile, x.collect_from, x.collect_to, p.completed_on,
    as_phase_end(p.as_to, p.completed_on, g.as_months) as as_to, p.final_evaluated_on, t.workdays,
    t.works_on_holidays, t.shutdowns, t.shifts, p.build_from, coalesce(p.extended_to, p.build_to) as build_to,
    t.region_code, nullif(g.support_type_ko, '') as support_type,
    case
        -- Before this database knew the rule, nothing but completion and the collection window bounded what was expected.
        when exists (select from kpi_definition_change c where c.what = 'collecting_from' and c.known_at > $5) then
            coalesce(p.completed_on, '1970-01-01')
        else build_collecting_from(b.build_id, x.collect_from, p.completed_on, $5)
    end as collecting_from
from build b
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'build' and v.entity_key = b.code and v.known_at <= $5::timestamptz
    order by v.version desc
    limit 1
) bv
cross join lateral jsonb_to_record(bv.state) as x (
    solution text, intake_profile text, collect_from date, collect_to date)
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'project' and v.entity_key = bv.state ->> 'project' and v.known_at <= $5
    order by v.version desc
    limit 1
) pv
cross join lateral jsonb_to_record(pv.state) as p (
    programme_code text, build_from date, build_to date, extended_to date, completed_on date, as_to date,
    final_evaluated_on date, target_level text, confirmed_level text)
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'site' and v.entity_key = bv.state ->> 'site' and v.known_at <= $5
    order by v.version desc
    limit 1
) tv
cross join lateral jsonb_to_record(tv.state) as t (
    name text, region_code text, ksic text, size_class text, workdays text, works_on_holidays boolean, shutdowns text,
    shifts text)
cross join lateral (select split_part(bv.state ->> 'site', '-', 1) as number) a
cross join lateral (
    select v.state
    from registry_version v
    where v.entity = 'company' and v.entity_key = a.number and v.known_at <= $5
    order by v.version desc
    limit 1
) av
-- A programme that a later version of the program brought is not older than the projects that name it.
cross join lateral (
    select coalesce((
        select v.state
        from registry_version v
        where v.entity = 'programme' and v.entity_key = p.programme_code and v.known_at <= $5
        order by v.version desc
        limit 1
    ), (select to_jsonb(n) from programme n where n.code = p.programme_code)) as state
) gv
cross join lateral jsonb_to_record(gv.state) as g (name_ko text, support_type_ko text, as_months integer)
left join lateral (
    select n.name_ko
    from region n
    where n.code = t.region_code and n.valid_from <= $1::date
    order by n.valid_from desc
    limit 1
) r on true
where ($2::text is null or b.code = $2)
    and b.build_id > $3
order by b.build_id
limit $4
