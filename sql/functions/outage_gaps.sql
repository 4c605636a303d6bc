-- The intervals of more than 15 seconds in which no instance could receive, of those that ended after since.
-- Before the first interval of all there is no outage: nothing was installed.
create or replace function outage_gaps(since timestamptz) returns table (
    began_at timestamptz, ended_at timestamptz, cause text, detail text
)
language sql stable set search_path = public, pg_temp as $$
    with relevant as (
        select * from collector_presence p where p.seen_at > $1
        union all
        -- What was before: the gap that leads into the span begins there.
        (select * from collector_presence p where p.seen_at <= $1 order by p.seen_at desc, p.began_at limit 1)
    ),
    reached as (
        select r.began_at,
            max(r.seen_at) over (order by r.began_at, r.seen_at, r.instance_id
                rows between unbounded preceding and 1 preceding) as seen_before
        from relevant r
    )
    select g.seen_before, g.began_at, coalesce(l.ending, 'crashed'), l.detail
    from reached g
    cross join lateral (
        -- The cause is that of the instance that was present longest.
        select r.ending, r.detail
        from relevant r
        where r.seen_at = g.seen_before
        order by r.instance_id desc, r.began_at desc
        limit 1
    ) l
    where g.began_at > g.seen_before + interval '15 seconds' and g.began_at > $1
$$;
