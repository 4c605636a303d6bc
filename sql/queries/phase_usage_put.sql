-- Keeps packed days, with the pseudonyms and the signs of the same days.
insert into phase_usage (build_id, from_day, through, days, with_slots, user_epochs, user_hashes, first_use, last_sign,
    first_sign)
select g.build_id, g.from_day, g.through, g.days, g.with_slots, u.epochs, u.hashes,
    (
        select d.day
        from build_day d
        where d.build_id = g.build_id and d.superseded_at is null and d.day < g.through and d.receipts > d.implausible
        order by d.day
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = g.build_id and d.superseded_at is null and d.day < g.through
            and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day desc
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = g.build_id and d.superseded_at is null and d.day < g.through
            and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day
        limit 1
    )
from unnest($1::bigint[], $2::date[], $3::date[], $4::bytea[], $5::boolean[]) as g (build_id, from_day, through, days,
    with_slots)
cross join lateral (
    select coalesce(array_agg(x.user_epoch), '{}') as epochs, coalesce(array_agg(x.user_hash), '{}') as hashes
    from (
        select distinct d.user_epoch, d.user_hash
        from build_day_user d
        where d.build_id = g.build_id and d.day >= g.from_day and d.day < g.through
    ) x
) u
on conflict (build_id) do update set from_day = excluded.from_day, through = excluded.through, days = excluded.days,
    with_slots = excluded.with_slots, user_epochs = excluded.user_epochs, user_hashes = excluded.user_hashes,
    first_use = excluded.first_use, last_sign = excluded.last_sign, first_sign = excluded.first_sign, is_stale = false
