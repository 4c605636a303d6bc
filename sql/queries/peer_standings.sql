-- The newest standing of builds that was known at an instant, and is not older than a week.
select distinct on (build_id) build_id, circle, peers, median, percentile, favourable
from peer_standing
where build_id = any ($1::bigint[]) and day between $2::date - 7 and $2::date and known_at <= $3
order by build_id, day desc
