-- The official definitions of the KPIs, written a second time over build_day, to test those in Swift. Only tests load
-- this folder: kpi.sql beside it, and KPIAgreementTests. Every function sees build days as they were known at an instant.
--
-- Dates are Korean days. expected is the list of days on which work was expected, touched the list of days of which an
-- outage of ours took a part (kpi_facts gives both), today the day on which the figure is made: it never counts itself.
-- low is the bound that is worse for the build, favourable the one that favours it.

-- Build days of a window as known at an instant, as far as they were over on today.
create or replace function kpi_days(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns setof build_day
language sql stable set search_path = public, pg_temp as $$
    select *
    from build_day b
    where b.build_id = $1 and b.day between $2 and $3 and b.day < $4
        and b.known_at <= $5 and (b.superseded_at is null or b.superseded_at > $5)
$$;

-- A part of a whole; null where there is no whole.
create or replace function kpi_share(part bigint, whole bigint) returns double precision
language sql immutable set search_path = public, pg_temp as $$
    select $1::double precision / nullif($2, 0)
$$;

-- The 95 % Wilson score interval of a share.
create or replace function kpi_wilson(successes bigint, trials bigint)
returns table (lower double precision, upper double precision)
language sql immutable set search_path = public, pg_temp as $$
    select case when $1 = 0 then 0 else greatest(0, (centre - spread) / scale) end,
        case when $1 = $2 then 1 else least(1, (centre + spread) / scale) end
    from (select 1.959963984540054::double precision as z, $2::double precision as n, kpi_share($1, $2) as p) as input,
    lateral (
        select p + z * z / (2 * n) as centre, z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) as spread,
            1 + z * z / n as scale
    ) as parts
    where $2 > 0
$$;

-- 사용일 비율: expected days with use / expected days.
--
-- In favour of the build use on any day counts, or days of arrival where they are more, and days without use that an
-- outage of ours touched. Against it, days do not count of which the first record came later than the policy in force says.
create or replace function kpi_active_day_rate(
    in_build bigint, first_day date, last_day date, expected date[], touched date[], today date, known timestamptz
) returns table (
    numerator bigint, denominator bigint, value double precision, low double precision, favourable double precision
)
language sql stable set search_path = public, pg_temp as $$
    with days as (
        select d.day, d.receipts > d.implausible as active, d.arrived > 0 as arrived,
            coalesce(d.first_arrival - d.day > (
                select p.late_days
                from policy p
                join policy_activation a using (policy_id)
                where p.effective_from <= $6 and a.activated_at <= $7
                order by p.effective_from desc, a.activated_at desc, p.policy_id desc
                limit 1
            ), false) as late
        from kpi_days($1, $2, $3, $6, $7) d
    ),
    counted as (
        select count(*) filter (where active and day = any ($4)) as used,
            count(*) filter (where active and not late and day = any ($4)) as in_time,
            greatest(count(*) filter (where active), count(*) filter (where arrived))
                + (
                    select count(*)
                    from unnest($4) as e (day)
                    where e.day = any ($5) and not exists (select from days u where u.day = e.day and u.active)
                ) as at_best
        from days
    )
    select used, cardinality($4)::bigint, kpi_share(used, cardinality($4)), kpi_share(in_time, cardinality($4)),
        kpi_share(least(at_best, cardinality($4)), cardinality($4))
    from counted
$$;

-- 최근 7일 사용일, 최근 28일 사용일: active days of a window, expected or not.
create or replace function kpi_active_days(
    in_build bigint, first_day date, last_day date, touched date[], today date, known timestamptz
) returns table (value bigint, favourable bigint)
language sql stable set search_path = public, pg_temp as $$
    with days as (
        select d.day, d.receipts > d.implausible as active, d.arrived > 0 as arrived
        from kpi_days($1, $2, $3, $5, $6) d
    )
    select count(*) filter (where active),
        least($3 - $2 + 1,
            greatest(count(*) filter (where active), count(*) filter (where arrived))
            + (
                select count(*)
                from unnest($4) as t (day)
                where t.day between $2 and $3 and t.day < $5
                    and not exists (select from days u where u.day = t.day and u.active)
            ))
    from days
$$;

-- 연속 무신호: expected days after the last sign of life, be it a plausible claim or an arrival.
--
-- expected is the list of all expected days of the build before today; later signs than last_day are not known in a window
-- that ends then.
create or replace function kpi_silence(
    in_build bigint, last_day date, expected date[], touched date[], known timestamptz
) returns table (value bigint, favourable bigint)
language sql stable set search_path = public, pg_temp as $$
    select count(*), count(*) filter (where e.day <> all ($4))
    from unnest($3) as e (day)
    where e.day > coalesce(
        (
            select max(d.day)
            from kpi_days($1, '-infinity', $2, 'infinity', $5) d
            where d.receipts > d.implausible or d.arrived > 0
        ), '-infinity')
$$;

-- 최초 사용 지연: calendar days from completion to the first use; in favour of the build to the first sign of life.
create or replace function kpi_time_to_first_use(
    in_build bigint, last_day date, completed_on date, known timestamptz
) returns table (value integer, favourable integer)
language sql stable set search_path = public, pg_temp as $$
    select case when first_use is not null then greatest(0, first_use - $3) end,
        case when first_sign is not null then greatest(0, first_sign - $3) end
    from (
        select min(d.day) filter (where d.receipts > d.implausible) as first_use,
            min(d.day) filter (where d.receipts > d.implausible or d.arrived > 0) as first_sign
        from kpi_days($1, '-infinity', $2, 'infinity', $4) d
    ) as firsts
$$;

-- 사용자 수: distinct pseudonyms. Each epoch of the key gives a person another one, so the largest epoch is the lower
-- bound and all epochs together the upper one.
create or replace function kpi_distinct_users(
    in_build bigint, first_day date, last_day date, today date, known timestamptz
) returns table (value bigint, favourable bigint)
language sql stable set search_path = public, pg_temp as $$
    select coalesce(max(users), 0), coalesce(sum(users), 0)::bigint
    from (
        select count(distinct u.user_hash) as users
        from build_day_user u
        where u.build_id = $1 and u.day between $2 and $3 and u.day < $4 and u.known_at <= $5
        group by u.user_epoch
    ) as epochs
$$;
