-- What was received for a build by month of the claimed day, as known at $2 (null: as known), of the days from $3 to $4.
select date_trunc('month', day)::date, sum(receipts)::bigint, count(*) filter (where receipts > implausible)::integer,
    sum(late)::bigint, sum(rejected)::bigint, sum(implausible)::bigint, min(first_at), max(last_at)
from build_day
where build_id = $1 and day between $3 and $4
    and case when $2::timestamptz is null then superseded_at is null
        else known_at <= $2 and (superseded_at is null or superseded_at > $2) end
group by 1
order by 1
