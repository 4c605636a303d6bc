-- Of one day the first judge's ranks stay.
insert into peer_standing (build_id, day, known_at, circle, peers, median, percentile, favourable)
select p.build_id, $1::date, $2, p.circle, p.peers, p.median, p.percentile, p.favourable
from unnest($3::bigint[], $4::text[], $5::integer[], $6::float8[], $7::float8[], $8::float8[])
    as p (build_id, circle, peers, median, percentile, favourable)
on conflict (build_id, day) do nothing
