insert into backtest (policy_id, against_policy_id, quarters, builds, made_at, made_by, code_version)
values ($1, $2, $3, $4, $5, $6, $7)
returning backtest_id
