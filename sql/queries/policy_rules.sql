select rule, threshold, clear_threshold, minimum_expected_days, minimum_coverage, days, severity, minimum_peers, template
from policy_rule
where policy_id = $1
order by rule
