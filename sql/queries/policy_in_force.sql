select policy_id, name, version, official, author, approver, effective_from
from policy
where effective_from <= $1::date
order by effective_from desc, policy_id desc
limit 1
