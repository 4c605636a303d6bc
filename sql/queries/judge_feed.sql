-- What is known of the feeds of builds: usable keys, when one ended, when one was used in a new way, and the dialect of
-- the newest way in which the build was heard.
with changed as (
    select build_id, max(seen_at) filter (where is_new_dialect) as dialect_at,
        max(seen_at) filter (where is_new_network) as network_at
    from key_news($1::bigint[], $2)
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
    select distinct on (s.build_id) s.build_id, s.dialect
    from key_sighting s
    where s.build_id = any ($1::bigint[]) and s.seen_at <= $2
    order by s.build_id, s.seen_at desc, s.dialect
)
select b.build_id, coalesce(h.usable, 0) as usable, h.ended_at, c.dialect_at, c.network_at, s.dialect
from unnest($1::bigint[]) as b (build_id)
left join held h on h.build_id = b.build_id
left join changed c on c.build_id = b.build_id
left join spoken s on s.build_id = b.build_id
