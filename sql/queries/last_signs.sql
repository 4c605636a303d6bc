-- The last sign of life of builds, of those that ever showed one.
select s.build_id, l.day
from unnest($1::bigint[]) as s (build_id)
cross join lateral (
    select d.day
    from build_day d
    where d.build_id = s.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
    order by d.day desc
    limit 1
) l
