-- First use, last and first sign of life of builds, each seen from the end of a window.
select w.ordinal::integer,
    (
        select b.day
        from build_day b
        where b.build_id = w.build_id and b.superseded_at is null and b.day <= w.last_day and b.receipts > b.implausible
        order by b.day
        limit 1
    ),
    (
        select b.day
        from build_day b
        where b.build_id = w.build_id and b.superseded_at is null and b.day <= w.last_day
            and (b.receipts > b.implausible or b.arrived > 0)
        order by b.day desc
        limit 1
    ),
    (
        select b.day
        from build_day b
        where b.build_id = w.build_id and b.superseded_at is null and b.day <= w.last_day
            and (b.receipts > b.implausible or b.arrived > 0)
        order by b.day
        limit 1
    )
from unnest($1::bigint[], $2::date[]) with ordinality as w (build_id, last_day, ordinal)
order by 1
