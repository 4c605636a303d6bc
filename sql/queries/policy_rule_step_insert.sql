insert into policy_rule_step (policy_id, rule, from_month, threshold) values ($1, $2, $3, $4)
