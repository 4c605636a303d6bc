insert into policy_rule (policy_id, rule, threshold, clear_threshold, minimum_expected_days, minimum_coverage, days,
    severity, minimum_peers, template)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
