insert into backtest_verdict (backtest_id, quarter, build_id, rule, draft, active)
select $1, v.quarter, v.build_id, v.rule, v.draft, nullif(v.active, '')
from unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[]) as v (quarter, build_id, rule, draft, active)
