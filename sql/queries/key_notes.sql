with way as (
    -- Two instances may have noted the same.
    select s.key_id, s.dialect, s.network, min(s.seen_at) as seen_at
    from key_sighting s
    where s.build_id = $1
    group by s.key_id, s.dialect, s.network
),
compared as (
    -- Without an earlier one this is how the key began, and no news.
    select w.key_id, w.dialect, w.network, w.seen_at,
        bool_and(e.dialect <> w.dialect) as is_new_dialect,
        coalesce(bool_and(e.network <> w.network), false) as is_new_network
    from way w
    join way e on e.key_id = w.key_id
        and (e.seen_at, e.dialect, coalesce(e.network, 0)) < (w.seen_at, w.dialect, coalesce(w.network, 0))
    group by w.key_id, w.dialect, w.network, w.seen_at
)
select c.key_id, k.hint, c.dialect, c.network, c.seen_at, c.is_new_dialect, c.is_new_network
from compared c
join key k on k.key_id = c.key_id
where c.is_new_dialect or c.is_new_network
order by c.seen_at desc, c.key_id, c.dialect, c.network
