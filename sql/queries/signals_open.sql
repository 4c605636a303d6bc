select s.build_id, s.signal_id, s.rule
from signal s
where s.build_id = any ($1::bigint[])
    and not exists (select from signal_clearing c where c.signal_id = s.signal_id)
order by s.signal_id
