-- Official definitions of how use goes on; see kpi_days for the arguments.

-- 사용 상태: new, returning, resurrecting or dormant, beside the period of the same length before; null for a build that was
-- never used, or not yet in a window that goes on. favourable takes any sign of life for use.
create or replace function kpi_lifecycle(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (value text, favourable text)
language sql stable set search_path = public, pg_temp as $$
    select max(case when not l.any_sign then l.state end), max(case when l.any_sign then l.state end)
    from (
        select s.any_sign,
            case
                when bool_or(u.day between $2 and $3 and u.day < $4) and min(u.first_day) >= $2 then 'new'
                when bool_or(u.day between $2 and $3 and u.day < $4)
                    and bool_or(u.day between $2 - ($3 - $2 + 1) and $2 - 1) then 'returning'
                when bool_or(u.day between $2 and $3 and u.day < $4) then 'resurrecting'
                when $3 < $4 and min(u.first_day) < $2 then 'dormant'
            end as state
        from (values (false), (true)) as s (any_sign)
        cross join lateral (
            select d.day, min(d.day) over () as first_day
            from kpi_days($1, '-infinity', 'infinity', 'infinity', $5) d
            where d.receipts > d.implausible or s.any_sign and d.arrived > 0
        ) as u
        group by s.any_sign
    ) as l
$$;

-- 도입 초기 대비: the active-day rate of a window against that of the first eight weeks of use after completion, for windows
-- that begin after them. expected is the list of all expected days of the build before today, first_possible the day after
-- completion, or the first day of collection where that is later.
create or replace function kpi_trend(
    in_build bigint, first_day date, last_day date, expected date[], first_possible date, touched date[], today date,
    known timestamptz
) returns table (
    value double precision, low double precision, favourable double precision, reference double precision
)
language sql stable set search_path = public, pg_temp as $$
    select n.value / o.value, n.low / o.favourable, n.favourable / o.value, o.value
    from (
        select greatest(min(d.day), $5) as day
        from kpi_days($1, '-infinity', 'infinity', 'infinity', $8) d
        where d.receipts > d.implausible
    ) as start
    cross join lateral kpi_active_day_rate($1, $2, $3,
        array(select e from unnest($4) as e where e between $2 and $3), $6, $7, $8) as n
    cross join lateral kpi_active_day_rate($1, start.day, start.day + 55,
        array(select e from unnest($4) as e where e between start.day and start.day + 55), $6, $7, $8) as o
    where start.day + 55 < $2 and n.denominator > 0 and o.numerator > 0
$$;

-- 주차별 유지율: of the builds completed in one month, the share used in each week after completion.
--
-- build_ids and completed_on are parallel, and so are expected_builds and expected_days: the days on which work was expected
-- of each build before today. A build counts in a week that is over and had an expected day.
create or replace function kpi_retention(
    build_ids bigint[], completed_on date[], expected_builds bigint[], expected_days date[], weeks integer,
    touched date[], today date, known timestamptz
) returns table (
    cohort date, week integer, numerator bigint, denominator bigint, value double precision,
    favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    with weeks_of_builds as (
        select b.build_id, date_trunc('month', b.completed_on)::date as cohort, w.week,
            b.completed_on + 7 * (w.week - 1) + 1 as first_day, b.completed_on + 7 * w.week as last_day
        from unnest($1, $2) as b (build_id, completed_on)
        cross join generate_series(1, $5) as w (week)
        where b.completed_on + 7 * w.week < $7
    ),
    seen as (
        select w.cohort, w.week,
            exists (
                select from kpi_days(w.build_id, w.first_day, w.last_day, $7, $8) d where d.receipts > d.implausible
            ) as used,
            exists (
                select from kpi_days(w.build_id, w.first_day, w.last_day, $7, $8) d
                where d.receipts > d.implausible or d.arrived > 0
            ) or exists (select from unnest($6) as t (day) where t.day between w.first_day and w.last_day) as alive
        from weeks_of_builds w
        where exists (
            select from unnest($3, $4) as e (build_id, day)
            where e.build_id = w.build_id and e.day between w.first_day and w.last_day
        )
    )
    select s.cohort, s.week, count(*) filter (where s.used), count(*), kpi_share(count(*) filter (where s.used), count(*)),
        kpi_share(count(*) filter (where s.alive), count(*))
    from seen s
    group by s.cohort, s.week
$$;
