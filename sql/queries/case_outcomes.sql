-- Of a signal that several cases were about, the last one counts.
select s.rule, count(*), count(l.case_id), count(*) filter (where l.reason = any ($1::text[])),
    count(*) filter (where l.reason = any ($2::text[]))
from signal s
left join lateral (
    select g.case_id, e.reason
    from case_signal g
    left join case_step e on e.case_id = g.case_id and e.kind = 'entered' and e.state = 'closed'
    where g.signal_id = s.signal_id
    order by g.case_id desc
    limit 1
) l on true
group by s.rule
order by s.rule
