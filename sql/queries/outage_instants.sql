-- The instants around $1 at which something became known of outages.
select max(i.at) filter (where i.at <= $1::timestamptz) as last_at, min(i.at) filter (where i.at > $1) as next_at
from outage o
cross join lateral (values (o.known_at), (o.superseded_at)) as i (at)
