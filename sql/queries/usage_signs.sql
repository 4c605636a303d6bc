-- First plausible day of use and, where $3 asks for it, first sign of life of builds; and the last sign before a day of
-- each.
select w.build_id,
    (
        select b.day
        from build_day b
        where b.build_id = w.build_id and b.superseded_at is null and b.receipts > b.implausible
        order by b.day
        limit 1
    ) as first_use,
    case when $3::boolean then (
        select b.day
        from build_day b
        where b.build_id = w.build_id and b.superseded_at is null and (b.receipts > b.implausible or b.arrived > 0)
        order by b.day
        limit 1
    ) end as first_sign,
    (
        select b.day
        from build_day b
        where b.build_id = w.build_id and b.superseded_at is null and b.day < w.before_day
            and (b.receipts > b.implausible or b.arrived > 0)
        order by b.day desc
        limit 1
    ) as earlier_sign
from unnest($1::bigint[], $2::date[]) as w (build_id, before_day)
