-- What the registry says of each build on a day: its own facts, those of its project and its site, its supplier, the name
-- that the region has, and the first day on which a key existed and the collection window was open (null without a key).
-- Declared changes are read beside it.
--
-- Without settings of its own, so that a query that asks for some builds reads only them: PostgreSQL then writes the
-- function out in the query. Other columns mean another function: drop this one before.
create or replace function build_facts(on_day date) returns table (
    build_id bigint, code text, project_code text, programme_code text, programme_name text, adopter_name text,
    adopter_number text, supplier_name text, supplier_number text, site_name text, region_name text, ksic text,
    size_class text, solution text, target_level text, confirmed_level text, intake_profile text, collect_from date,
    collect_to date, completed_on date, as_to date, final_evaluated_on date, workdays text, works_on_holidays boolean,
    shutdowns text, shifts text, build_from date, build_to date, region_code text, support_type text,
    collecting_from date, project_id bigint, site_id bigint)
language sql stable as $$
    select b.build_id, b.code, p.code, p.programme_code,
        g.name_ko || coalesce(' ' || nullif(g.support_type_ko, ''), ''),
        a.name, a.number, s.name, s.number, t.name, r.name_ko, t.ksic, t.size_class, b.solution, p.target_level,
        p.confirmed_level, b.intake_profile, b.collect_from, b.collect_to, p.completed_on,
        as_phase_end(p.as_to, p.completed_on, g.as_months), p.final_evaluated_on,
        t.workdays, t.works_on_holidays, t.shutdowns, t.shifts, p.build_from, coalesce(p.extended_to, p.build_to),
        t.region_code, nullif(g.support_type_ko, ''),
        build_collecting_from(b.build_id, b.collect_from, p.completed_on, null), p.project_id, t.site_id
    from build b
    join project p on p.project_id = b.project_id
    join programme g on g.code = p.programme_code
    join site t on t.site_id = b.site_id
    join company a on a.company_id = t.company_id
    left join lateral active_supplier(p.project_id, on_day) s on true
    left join lateral (
        select n.name_ko
        from region n
        where n.code = t.region_code and n.valid_from <= on_day
        order by n.valid_from desc
        limit 1
    ) r on true
$$;
