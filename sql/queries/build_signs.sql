select build_id, min(day) filter (where receipts > implausible),
    max(day) filter (where receipts > implausible or arrived > 0),
    min(day) filter (where receipts > implausible or arrived > 0)
from build_day
where superseded_at is null and build_id = any ($1::bigint[])
group by build_id
