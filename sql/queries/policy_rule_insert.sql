insert into policy_rule (policy_id, rule, threshold, minimum_expected_days) values ($1, $2, $3, $4)
