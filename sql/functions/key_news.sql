-- When keys of builds were used in a way in which they had never been used before: another dialect, or a class of
-- networks. The way in which a key began is no news.
create or replace function key_news(builds bigint[], known_at timestamptz)
returns table (
    build_id bigint, key_id bigint, dialect smallint, network smallint, seen_at timestamptz, is_new_dialect boolean,
    is_new_network boolean
)
language sql stable set search_path = public, pg_temp as $$
    with way as (
        -- Two instances may have noted the same.
        select s.build_id, s.key_id, s.dialect, s.network, min(s.seen_at) as seen_at
        from key_sighting s
        where s.build_id = any ($1) and s.seen_at <= $2
        group by s.build_id, s.key_id, s.dialect, s.network
    )
    select w.build_id, w.key_id, w.dialect, w.network, w.seen_at,
        bool_and(e.dialect <> w.dialect),
        coalesce(bool_and(e.network <> w.network), false)
    from way w
    join way e on e.key_id = w.key_id
        and (e.seen_at, e.dialect, coalesce(e.network, 0)) < (w.seen_at, w.dialect, coalesce(w.network, 0))
    group by w.build_id, w.key_id, w.dialect, w.network, w.seen_at
    having bool_and(e.dialect <> w.dialect) or bool_and(e.network <> w.network)
$$;
