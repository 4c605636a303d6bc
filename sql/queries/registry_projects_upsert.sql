insert into project (code, programme_code, agreed_on, build_from, build_to, extended_to, completed_on, as_to,
    final_evaluated_on, total_cost_krw, grant_krw, firm_krw, local_krw, target_level, confirmed_level, confirmed_on)
select distinct on (project_code) project_code, programme_code, agreed_on, build_from, build_to, extended_to,
    completed_on, as_to, final_evaluated_on, total_cost_krw, grant_krw, firm_krw, local_krw, target_level,
    confirmed_level, confirmed_on
from registry_staging
order by project_code, line desc
on conflict (code) do update set
    programme_code = excluded.programme_code, agreed_on = excluded.agreed_on, build_from = excluded.build_from,
    build_to = excluded.build_to, extended_to = excluded.extended_to, completed_on = excluded.completed_on,
    as_to = excluded.as_to, final_evaluated_on = excluded.final_evaluated_on,
    total_cost_krw = excluded.total_cost_krw, grant_krw = excluded.grant_krw, firm_krw = excluded.firm_krw,
    local_krw = excluded.local_krw, target_level = excluded.target_level,
    confirmed_level = excluded.confirmed_level, confirmed_on = excluded.confirmed_on
where (project.programme_code, project.agreed_on, project.build_from, project.build_to, project.extended_to,
        project.completed_on, project.as_to, project.final_evaluated_on, project.total_cost_krw, project.grant_krw,
        project.firm_krw, project.local_krw, project.target_level, project.confirmed_level, project.confirmed_on)
    is distinct from (excluded.programme_code, excluded.agreed_on, excluded.build_from, excluded.build_to,
        excluded.extended_to, excluded.completed_on, excluded.as_to, excluded.final_evaluated_on,
        excluded.total_cost_krw, excluded.grant_krw, excluded.firm_krw, excluded.local_krw, excluded.target_level,
        excluded.confirmed_level, excluded.confirmed_on)
