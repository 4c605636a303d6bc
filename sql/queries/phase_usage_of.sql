-- The packed days of builds in their running phases, their signs, and their distinct pseudonyms by epoch until the day
-- before $4. $1 builds, $2 the first days of their phases, $3 whether slots are needed.
select p.build_id, p.through, p.with_slots, p.first_use, p.last_sign, p.first_sign, u.counts, p.days
from unnest($1::bigint[], $2::date[], $3::boolean[]) as a (build_id, from_day, needs_slots)
join phase_usage p on p.build_id = a.build_id and p.from_day = a.from_day and not p.is_stale and p.through <= $4::date
    and (p.with_slots or not a.needs_slots)
cross join lateral (
    select coalesce(array_agg(n.users), '{}') as counts
    from (
        select count(*)::integer as users
        from (
            select k.epoch, k.hash from unnest(p.user_epochs, p.user_hashes) as k (epoch, hash)
            union
            select d.user_epoch, d.user_hash
            from build_day_user d
            where d.build_id = p.build_id and d.day >= p.through and d.day < $4
        ) k
        group by k.epoch
    ) n
) u
