select s.rule, count(*)::integer as signals
from signal s
where not exists (select from signal_clearing c where c.signal_id = s.signal_id)
group by s.rule
order by s.rule
