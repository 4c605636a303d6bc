select rule, from_month, threshold from policy_rule_step where policy_id = $1 order by rule, from_month
