-- What activated policies call late, in the order in which they take effect; $1: those activated until then (null: all).
select p.effective_from, p.late_days
from policy p
join policy_activation a on a.policy_id = p.policy_id
where $1::timestamptz is null or a.activated_at <= $1
order by p.effective_from, a.activated_at, p.policy_id
