-- Days after the given one that our own outages took, as we know them: ten minutes or more of the day in all, or
-- anything of its last ten, when clients that send once a day do so. A second of two outages counts once.
create or replace function case_lost_days(after date) returns setof date
language plpgsql stable set search_path = public, pg_temp as $$
begin
    return query
        select p.day
        from (
            select d.day, greatest(o.began_at, d.day::timestamp at time zone 'Asia/Seoul') as since,
                least(o.ended_at, (d.day + 1)::timestamp at time zone 'Asia/Seoul') as until
            from (
                select lower(r.span) as began_at, upper(r.span) as ended_at
                from (
                    select unnest(range_agg(tstzrange(k.began_at, k.ended_at))) as span
                    from outage k
                    where k.superseded_at is null
                        and k.ended_at > (after + 1)::timestamp at time zone 'Asia/Seoul'
                ) r
            ) o
            cross join lateral (
                select (o.began_at at time zone 'Asia/Seoul')::date + n as day
                from generate_series(0, (o.ended_at at time zone 'Asia/Seoul')::date
                    - (o.began_at at time zone 'Asia/Seoul')::date) n
            ) d
            where d.day > after
        ) p
        where p.since < p.until
        group by p.day
        having sum(p.until - p.since) >= interval '10 minutes'
            or max(p.until) > (p.day + 1)::timestamp at time zone 'Asia/Seoul' - interval '10 minutes';
end
$$;
