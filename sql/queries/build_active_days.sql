select build_id, array_agg(day order by day)
from build_day
where superseded_at is null and build_id = any ($1::bigint[]) and day between $2 and $3 and receipts > implausible
group by build_id
