-- Of a signal that several cases were about, the last one counts.
with examined as (
    select distinct on (g.signal_id) g.signal_id, g.case_id, e.reason
    from case_signal g
    left join case_step e on e.case_id = g.case_id and e.kind = 'entered' and e.state = 'closed'
    order by g.signal_id, g.case_id desc
)
select s.rule, count(*) as raised, count(x.case_id) as examined,
    count(*) filter (where x.reason = any ($1::text[])) as explained,
    count(*) filter (where x.reason = any ($2::text[])) as confirmed
from signal s
left join examined x on x.signal_id = s.signal_id
group by s.rule
order by s.rule
