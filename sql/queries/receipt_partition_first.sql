-- The first arrival day whose receipts still exist.
select min(to_date(right(i.inhrelid::regclass::text, 8), 'YYYYMMDD')) as day
from pg_inherits i
where i.inhparent = 'receipt'::regclass
