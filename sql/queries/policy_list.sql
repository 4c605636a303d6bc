select p.policy_id, p.name, p.version, p.official, p.author, a.approver, p.effective_from, p.change_days,
    p.common_cause_builds, p.common_cause_share, p.common_cause_days, p.common_cause_silence, p.key_due_days,
    p.late_days
from policy p
left join policy_activation a on a.policy_id = p.policy_id
order by p.effective_from desc, p.policy_id desc
