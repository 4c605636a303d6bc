-- The days on which work was expected of a build, written a second time over the tables of the registry: nothing here
-- calls a function of the program.
--
-- Registry and holidays are those of now; outages, suspensions and incidents those known at an instant. Dates are Korean
-- days.

-- The days of collection of a build, without an end where the registry names none.
create or replace function kpi_window(in_build bigint) returns daterange
language sql stable set search_path = public, pg_temp as $$
    select daterange(b.collect_from, b.collect_to, '[]')
    from build b
    where b.build_id = $1
$$;

-- The same from the first day on that has a key; empty without a key. A key whose first day is not known exists from the
-- opening of the window, and where that has none from the beginning.
create or replace function kpi_collection(in_build bigint) returns daterange
language sql stable set search_path = public, pg_temp as $$
    select case when count(*) = 0 then 'empty'
        else kpi_window($1) * daterange(case when every(k.existed_from is not null) then min(k.existed_from) end, null) end
    from key k
    where k.build_id = $1
$$;

-- Days that an outage of ours touched: it took a minute or more. They are lost where it took ten minutes or more, or some
-- of the last ten. A second of two outages counts once.
create or replace function kpi_outages(known timestamptz) returns table (day date, is_lost boolean)
language sql stable set search_path = public, pg_temp as $$
    select d.day, d.missing >= interval '10 minutes' or d.last > d.day_end - interval '10 minutes'
    from (
        select s.day, s.day_end, max(upper(s.part)) as last, sum(upper(s.part) - lower(s.part)) as missing
        from (
            select n.day::date, e.day_end,
                tstzrange(o.began_at, o.ended_at) * tstzrange(n.day at time zone 'Asia/Seoul', e.day_end) as part
            from (
                select lower(r.span) as began_at, upper(r.span) as ended_at
                from (
                    select unnest(range_agg(tstzrange(o.began_at, o.ended_at))) as span
                    from outage o
                    where o.known_at <= $1 and (o.superseded_at is null or o.superseded_at > $1)
                ) as r
            ) as o
            cross join lateral generate_series(
                date_trunc('day', o.began_at at time zone 'Asia/Seoul'), o.ended_at at time zone 'Asia/Seoul', '1 day'
            ) as n (day)
            cross join lateral (select (n.day + interval '1 day') at time zone 'Asia/Seoul' as day_end) as e
        ) as s
        where not isempty(s.part)
        group by s.day, s.day_end
    ) as d
    where d.missing >= interval '1 minute' or d.last > d.day_end - interval '10 minutes'
$$;

-- Days that a build shares with the silence of many: after the last sign that the incident names, until the incident
-- ended or the build showed life again.
create or replace function kpi_common_cause(in_build bigint, of_day date, known timestamptz) returns boolean
language sql stable set search_path = public, pg_temp as $$
    select exists (
        select
        from incident_build m
        join incident i using (incident_id)
        where m.build_id = $1 and m.last_sign < $2 and i.opened_at <= $3
            and not exists (
                select from incident_end e
                where e.incident_id = m.incident_id and e.ended_at <= $3 and e.ended_on < $2
            )
            and not exists (
                select from kpi_days($1, m.last_sign + 1, $2, 'infinity', $3) d
                where d.receipts > d.implausible or d.arrived > 0
            )
    )
$$;

-- Each day of a window with the first reason why no work was expected; null where it was.
create or replace function kpi_calendar(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (day date, exclusion text)
language sql stable set search_path = public, pg_temp as $$
    select d.day, case
        when d.day >= $4 then 'not_over'
        when p.completed_on is null or d.day <= p.completed_on then 'before_completion'
        when not d.day <@ kpi_window(b.build_id) then 'outside_collection'
        when not d.day <@ kpi_collection(b.build_id) then 'before_key'
        when exists (
            select from suspension s
            where s.site_id = b.site_id and s.known_at <= $5 and daterange(s.began_on, s.ended_on, '[]') @> d.day
                and not exists (
                    select from suspension_withdrawal w where w.suspension_id = s.suspension_id and w.known_at <= $5
                )
        ) then 'suspension'
        when exists (
            select from regexp_matches(t.shutdowns, '(\d{4}-\d\d-\d\d)\s*(?:~\s*(\d{4}-\d\d-\d\d))?', 'g') as m
            where d.day between m[1]::date and coalesce(m[2], m[1])::date
        ) then 'shutdown'
        when strpos(t.workdays, substr('월화수목금토일', extract(isodow from d.day)::integer, 1)) = 0 then 'rest_day'
        when not t.works_on_holidays and exists (select from holiday h where h.day = d.day) then 'holiday'
        when exists (select from kpi_outages($5) o where o.day = d.day and o.is_lost) then 'outage'
        when kpi_common_cause(b.build_id, d.day, $5) then 'common_cause'
    end
    from build b
    join project p using (project_id)
    join site t using (site_id)
    cross join generate_series($2::timestamp, $3::timestamp, '1 day') as n (day)
    cross join lateral (select n.day::date as day) as d
    where b.build_id = $1
$$;

-- What the definitions take beside build days: the expected days of a window and all before today, the days that outages
-- touched, the first day on which anything could be expected, the day of completion, the day from which time to first use is
-- counted, and the shifts that the site declared
-- (null where it has one, or says none).
create or replace function kpi_facts(in_build bigint, first_day date, last_day date, today date, known timestamptz)
returns table (
    expected date[], all_expected date[], touched date[], first_possible date, completed_on date, counted_from date,
    shifts integer
)
language sql stable set search_path = public, pg_temp as $$
    select
        array(select c.day from kpi_calendar($1, $2, $3, $4, $5) c where c.exclusion is null order by 1),
        array(
            select c.day from kpi_calendar($1, f.first_possible, $4, $4, $5) c where c.exclusion is null order by 1
        ),
        array(select o.day from kpi_outages($5) o order by 1),
        f.first_possible, f.completed_on, f.counted_from, f.shifts
    from (
        select lower(daterange(p.completed_on + 1, null) * kpi_collection(b.build_id)) as first_possible,
            p.completed_on, greatest(p.completed_on, lower(kpi_collection(b.build_id))) as counted_from,
            (regexp_match(replace(t.shifts, ' ', ''), '([2-4])교대'))[1]::integer as shifts
        from build b
        join project p using (project_id)
        join site t using (site_id)
        where b.build_id = $1
    ) as f
$$;
