-- The last sign of life of builds before a day, and their first plausible day of use.
select s.build_id,
    (
        select d.day
        from build_day d
        where d.build_id = s.build_id and d.superseded_at is null and d.day < $2::date
            and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day desc
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = s.build_id and d.superseded_at is null and d.receipts > d.implausible
        order by d.day
        limit 1
    )
from unnest($1::bigint[]) as s (build_id)
