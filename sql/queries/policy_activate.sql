-- The newest back-test of exactly this policy stands for it; without one the constraint refuses.
insert into policy_activation (policy_id, author, effective_from, approver, activated_at, backtest_id)
select p.policy_id, p.author, p.effective_from, $2, $3,
    (select max(b.backtest_id) from backtest b where b.policy_id = p.policy_id)
from policy p
where p.policy_id = $1
