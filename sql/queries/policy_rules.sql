select rule, threshold, minimum_expected_days from policy_rule where policy_id = $1 order by rule
