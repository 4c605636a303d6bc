-- Official definitions of the quality of a feed; see kpi_days for the arguments.

-- 지연 비율: receipts that arrived on a later day than they claim. Repeated and implausible receipts are taken from those in
-- time at worst, from the late ones at best.
create or replace function kpi_late_share(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, low double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    select late, receipts, kpi_share(late, receipts),
        case when receipts > 0 then coalesce(kpi_share(late, receipts - least(receipts - late, doubt)), 0) end,
        case when receipts > 0 then coalesce(kpi_share(late - least(late, doubt), receipts - least(late, doubt)), 0) end
    from (
        select coalesce(sum(d.receipts), 0) as receipts, coalesce(sum(d.late), 0) as late,
            coalesce(sum(least(d.receipts, d.receipts - d.distinct_tuples + d.implausible)), 0) as doubt
        from kpi_days($1, $2, $3, $4, $5) d
    ) as counted
$$;

-- 거부 비율: refused records among all. At worst equal receipts count once; at best the refused records of a day are one.
create or replace function kpi_rejected_share(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, low double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    select rejected, receipts + rejected, kpi_share(rejected, receipts + rejected),
        kpi_share(rejected, distinct_tuples + rejected), kpi_share(days, receipts + days)
    from (
        select coalesce(sum(d.receipts), 0) as receipts, coalesce(sum(d.distinct_tuples), 0) as distinct_tuples,
            coalesce(sum(d.rejected), 0) as rejected, count(*) filter (where d.rejected > 0) as days
        from kpi_days($1, $2, $3, $4, $5) d
    ) as counted
$$;

-- 수신 연속성: expected days with a sign of life. In favour of the build signs on other days count too, and days that an
-- outage of ours touched.
create or replace function kpi_feed_continuity(
    in_build bigint, first_day date, last_day date, expected date[], touched date[], today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    with signs as (
        select d.day
        from kpi_days($1, $2, $3, $6, $7) d
        where d.receipts > d.implausible or d.arrived > 0
    ),
    counted as (
        select count(*) filter (where s.day is not null) as with_sign,
            count(*) filter (where s.day is null and e.day = any ($5)) as doubtful
        from unnest($4) as e (day)
        left join signs s using (day)
    )
    select with_sign, cardinality($4)::bigint, kpi_share(with_sign, cardinality($4)),
        kpi_share(least((select count(*) from signs) + doubtful, cardinality($4)), cardinality($4))
    from counted
$$;

-- 최장 공백: the most expected days in a row without a sign of life between them; in favour of the build without those that
-- an outage of ours touched.
create or replace function kpi_longest_gap(
    in_build bigint, first_day date, last_day date, expected date[], touched date[], today date, known timestamptz
) returns table (value bigint, favourable bigint)
language sql stable set search_path = public, pg_temp as $$
    with signs as (
        select d.day
        from kpi_days($1, $2, $3, $6, $7) d
        where d.receipts > d.implausible or d.arrived > 0
    ),
    -- Days without a sign that have the same number of signs before them lie in one gap.
    gaps as (
        select count(*) as days, count(*) filter (where e.day <> all ($5)) as certain
        from unnest($4) as e (day)
        where not exists (select from signs s where s.day = e.day)
        group by (select count(*) from signs s where s.day < e.day)
    )
    select coalesce(max(days), 0), coalesce(max(certain), 0)
    from gaps
    having cardinality($4) > 0
$$;
