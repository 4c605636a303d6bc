-- Official definitions of how deeply a build is used; see kpi_days for the arguments.

-- 사용일당 사용 구간: active 10-minute slots per active day. In favour of the build each implausible receipt of an active
-- day was a slot of its own.
create or replace function kpi_slots_per_active_day(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    select coalesce(sum(bit_count(d.slots)), 0)::bigint, count(*),
        kpi_share(sum(bit_count(d.slots))::bigint, count(*)),
        kpi_share(sum(least(144, bit_count(d.slots) + d.implausible))::bigint, count(*))
    from kpi_days($1, $2, $3, $4, $5) d
    where d.receipts > d.implausible
$$;

-- 행위 폭: kinds of action of the seven, on days of use. At worst only kinds that have more receipts on a day than are
-- implausible on it; at best also those of days without plausible receipts.
create or replace function kpi_action_breadth(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (value bigint, low bigint, favourable bigint)
language sql stable set search_path = public, pg_temp as $$
    select count(distinct a.kind) filter (where a.count > 0 and d.receipts > d.implausible),
        count(distinct a.kind) filter (where a.count > d.implausible),
        count(distinct a.kind) filter (where a.count > 0)
    from kpi_days($1, $2, $3, $4, $5) d
    cross join unnest(d.actions[1:7]) with ordinality as a (count, kind)
$$;

-- 기록행위 비율: writes / (reads + writes), on days of use. Receipts that may be repeats or belong to another day are taken
-- from the writes at worst and from the reads at best; those without a known action are reads at worst, writes at best.
create or replace function kpi_record_work_share(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, low double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    select w, r + w, kpi_share(w, r + w),
        case when r + w > 0 then coalesce(kpi_share(w - least(w, doubt), r + unknown + w - least(w, doubt)), 0) end,
        case when r + w > 0 then coalesce(kpi_share(w + unknown, w + unknown + r - least(r, doubt)), 0) end
    from (
        select coalesce(sum(d.actions[4] + d.actions[5] + d.actions[6] + d.actions[7]), 0) as w,
            coalesce(sum(d.actions[3]), 0) as r,
            coalesce(sum(d.actions[8]), 0) as unknown,
            coalesce(sum(least(d.receipts, d.receipts - d.distinct_tuples + d.implausible)), 0) as doubt
        from kpi_days($1, $2, $3, $4, $5) d
        where d.receipts > d.implausible
    ) as counted
$$;

-- 로그인 짝: user-days with a log-out among those with a log-in. In favour of the build the log-outs of days that an outage
-- of ours touched were all sent.
create or replace function kpi_log_in_pairs(
    in_build bigint, first_day date, last_day date, touched date[], today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    select coalesce(sum(d.log_in_pairs), 0), coalesce(sum(d.log_in_users), 0),
        kpi_share(sum(d.log_in_pairs), sum(d.log_in_users)),
        kpi_share(sum(case when d.day = any ($4) then d.log_in_users else d.log_in_pairs end), sum(d.log_in_users))
    from kpi_days($1, $2, $3, $5, $6) d
$$;

-- 시간대 분포: active slots by weekday (1 is Monday) and hour.
create or replace function kpi_slots_by_hour(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (weekday integer, hour integer, slots bigint)
language sql stable set search_path = public, pg_temp as $$
    select extract(isodow from d.day)::integer, h.hour, sum(bit_count(substring(d.slots from h.hour * 6 + 1 for 6)))::bigint
    from kpi_days($1, $2, $3, $4, $5) d
    cross join generate_series(0, 23) as h (hour)
    where d.receipts > d.implausible
    group by 1, 2
$$;

-- 교대별 사용: shifts with use / (active days x declared shifts), the day divided into equal shifts. Two shifts change at 8,
-- more at 6; in favour of the build at the hour that covers most of them, and a day that an outage touched was covered.
create or replace function kpi_shift_coverage(
    in_build bigint, first_day date, last_day date, shifts integer, touched date[], today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    with covered as (
        select d.day, s.start, count(distinct (h.hour + 24 - s.start) % 24 / (24 / $4)) as shifts
        from kpi_days($1, $2, $3, $6, $7) d
        cross join generate_series(0, 24 / $4 - 1) as s (start)
        left join generate_series(0, 23) as h (hour) on bit_count(substring(d.slots from h.hour * 6 + 1 for 6)) > 0
        where d.receipts > d.implausible
        group by d.day, s.start
    ),
    by_day as (
        select c.day, max(c.shifts) filter (where c.start = case when $4 = 2 then 8 else 6 end % (24 / $4)) as usual,
            case when c.day = any ($5) then $4 else max(c.shifts) end as at_best
        from covered c
        group by c.day
    )
    select coalesce(sum(usual), 0)::bigint, count(*) * $4, kpi_share(sum(usual)::bigint, count(*) * $4),
        kpi_share(sum(at_best)::bigint, count(*) * $4)
    from by_day
$$;
