-- The median lateness of a build's late receipts, from occurrence to arrival, in minutes.
select percentile_cont(0.5) within group (order by extract(epoch from r.received_at - r.occurred_at)::double precision)
    / 60 as median_minutes
from receipt r
where r.build_id = $1 and r.arrival_day between $2::date and $3::date
    and exists (select from unnest($4::date[], $5::date[]) d (first, last) where r.arrival_day between d.first and d.last)
    and not r.implausible
    and r.occurred_day < r.arrival_day
