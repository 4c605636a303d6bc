-- build_signs as they were known at $2.
select build_id, min(day) filter (where receipts > implausible),
    max(day) filter (where receipts > implausible or arrived > 0),
    min(day) filter (where receipts > implausible or arrived > 0)
from build_day
where build_id = any ($1::bigint[]) and known_at <= $2 and (superseded_at is null or superseded_at > $2)
group by build_id
