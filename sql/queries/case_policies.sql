-- The policies by which a case's signals were raised, as they were written.
select p.name, p.version, p.official, p.author, a.approver, p.effective_from, p.source_yaml
from policy p
left join policy_activation a on a.policy_id = p.policy_id
where p.policy_id in (
    select s.policy_id
    from case_signal g
    join signal s on s.signal_id = g.signal_id
    where g.case_id = $1
)
order by p.name, p.version
