-- A quarantined record that was moved is a receipt.
select q.lane, count(*)::bigint as records
from quarantine q
where not exists (select from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal)
group by q.lane
union all
select 'counted', count(*)::bigint from receipt
order by 1
