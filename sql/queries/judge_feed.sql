-- What is known of the feeds of builds: usable keys, when one ended, and when one was used in a new way.
with way as (
    select s.build_id, s.key_id, s.dialect, s.network, min(s.seen_at) as seen_at
    from key_sighting s
    where s.build_id = any ($1::bigint[]) and s.seen_at <= $2
    group by s.build_id, s.key_id, s.dialect, s.network
),
news as (
    -- Without an earlier one this is how the key began, and no news.
    select w.build_id, w.seen_at,
        bool_and(e.dialect <> w.dialect) as is_new_dialect,
        coalesce(bool_and(e.network <> w.network), false) as is_new_network
    from way w
    join way e on e.key_id = w.key_id
        and (e.seen_at, e.dialect, coalesce(e.network, 0)) < (w.seen_at, w.dialect, coalesce(w.network, 0))
    group by w.build_id, w.key_id, w.dialect, w.network, w.seen_at
),
changed as (
    select build_id, max(seen_at) filter (where is_new_dialect) as dialect_at,
        max(seen_at) filter (where is_new_network) as network_at
    from news
    group by build_id
),
held as (
    select k.build_id,
        (count(*) filter (where least(k.revoked_at, k.expires_at) is null or least(k.revoked_at, k.expires_at) > $2))::integer
            as usable,
        max(least(k.revoked_at, k.expires_at)) filter (where least(k.revoked_at, k.expires_at) <= $2) as ended_at
    from key k
    where k.build_id = any ($1::bigint[])
    group by k.build_id
),
spoken as (
    select distinct on (build_id) build_id, dialect from way order by build_id, seen_at desc, dialect
)
select b.build_id, coalesce(h.usable, 0), h.ended_at, c.dialect_at, c.network_at, s.dialect
from unnest($1::bigint[]) as b (build_id)
left join held h on h.build_id = b.build_id
left join changed c on c.build_id = b.build_id
left join spoken s on s.build_id = b.build_id
