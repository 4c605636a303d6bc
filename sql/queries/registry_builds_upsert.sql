insert into build (code, project_id, site_id, solution, system_kind, collect_from, collect_to, intake_profile)
select s.build_code, p.project_id, t.site_id, s.solution, s.system_kind, s.collect_from, s.collect_to,
    s.intake_profile
from registry_staging s
join project p on p.code = s.project_code
join company c on c.number = s.adopter_number
join site t on t.company_id = c.company_id and t.serial = s.site_serial
on conflict (code) do update set
    project_id = excluded.project_id, site_id = excluded.site_id, solution = excluded.solution,
    system_kind = excluded.system_kind, collect_from = excluded.collect_from, collect_to = excluded.collect_to,
    intake_profile = excluded.intake_profile
where (build.project_id, build.site_id, build.solution, build.system_kind, build.collect_from, build.collect_to,
        build.intake_profile)
    is distinct from (excluded.project_id, excluded.site_id, excluded.solution, excluded.system_kind,
        excluded.collect_from, excluded.collect_to, excluded.intake_profile)
