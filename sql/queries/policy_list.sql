select policy_id, name, version, official, author, approver, effective_from
from policy
order by effective_from desc, policy_id desc
