-- What was received for a build by month of the claimed day, as known at $2 (null: as known), of the days from each
-- of $3 to the same of $4.
select date_trunc('month', day)::date as month, sum(receipts)::bigint as receipts,
    count(*) filter (where receipts > implausible)::integer as active_days, sum(late)::bigint as late,
    sum(rejected)::bigint as rejected, sum(implausible)::bigint as implausible, min(first_at) as first_at,
    max(last_at) as last_at
from build_day
where build_id = $1
    and exists (select from unnest($3::date[], $4::date[]) r (first_day, last_day) where day between first_day and last_day)
    and case when $2::timestamptz is null then superseded_at is null
        else known_at <= $2 and (superseded_at is null or superseded_at > $2) end
group by 1
order by 1
