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
