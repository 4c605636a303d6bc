-- What the status of the build $2 on the day $1 begins with: build_facts, the signs that usage_signs gives before this
-- day, from which day on status_days reads, and how often holidays and outages were changed.
select f.*, s.*, (select r.from_day from status_reach($1::date, $2::bigint) r) as from_day,
    (select c.revision from calendar_revision c) as calendar_revision
from build_facts($1) f
cross join lateral (
    select
        (
            select d.day
            from build_day d
            where d.build_id = f.build_id and d.superseded_at is null and d.receipts > d.implausible
            order by d.day
            limit 1
        ) as first_use,
        (
            select d.day
            from build_day d
            where d.build_id = f.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
            order by d.day
            limit 1
        ) as first_sign,
        (
            select d.day
            from build_day d
            where d.build_id = f.build_id and d.superseded_at is null and d.day < $1
                and (d.receipts > d.implausible or d.arrived > 0)
            order by d.day desc
            limit 1
        ) as earlier_sign
) s
where f.build_id = $2
