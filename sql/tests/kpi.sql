-- Every KPI by hand. 1 June 2026 is a Monday; the build was completed on Sunday 31 May.
begin;
create extension if not exists pgtap;
\ir oracle/kpi_days.sql
\ir oracle/kpi_depth.sql
\ir oracle/kpi_expected.sql
\ir oracle/kpi_feed.sql
\ir oracle/kpi_lifecycle.sql
select plan(76);

-- A build day of ten distinct plausible receipts, all of them reads between 09:00 and 09:59, unless it says otherwise.
create function pg_temp.put(
    build bigint, of_day date, receipts integer default 10, distinct_tuples integer default null,
    slots integer[] default '{54,55,56,57,58,59}', actions integer[] default '{0,0,10,0,0,0,0,0}',
    late integer default 0, rejected integer default 0, implausible integer default 0, arrived integer default 10,
    log_ins integer default 0, pairs integer default 0
) returns void language sql as $$
    insert into build_day (build_id, day, version, known_at, receipts, distinct_tuples, slots, users, actions, hours, late,
        rejected, implausible, arrived, log_in_users, log_in_pairs, arrival_days)
    select build, of_day, 1, timestamptz '2026-07-01 00:00+09', receipts, coalesce(distinct_tuples, receipts),
        (select string_agg(case when s = any (slots) then '1' else '0' end, '' order by s)::bit(144)
            from generate_series(0, 143) as s),
        1, actions, array_fill(0, array[24]), late, rejected, implausible, arrived, log_ins, pairs, array[of_day]
$$;

-- The weekdays of a span.
create function pg_temp.workdays(first_day date, last_day date) returns date[] language sql as $$
    select array_agg(d::date order by d)
    from generate_series(first_day, last_day, interval '1 day') as d
    where extract(isodow from d) < 6
$$;

create function pg_temp.june() returns date[] language sql as $$ select pg_temp.workdays('2026-06-01', '2026-06-28') $$;
create function pg_temp.now() returns timestamptz language sql as $$ select timestamptz '2026-07-02 00:00+09' $$;

-- A part of a whole has no value without a whole.
select is(kpi_share(1, 4), 0.25::double precision, '1 of 4');
select is(kpi_share(0, 0), null, '0 of 0 is nothing');

-- Wilson: z = 1.96, z^2 = 3.841459. 5 of 10: centre (0.5 + 3.841459/20) / (1 + 3.841459/10) = 0.692073 / 1.384146 = 0.5,
-- half width 1.959964 x sqrt(0.25/10 + 3.841459/400) / 1.384146 = 0.263407.
select is((select round(lower::numeric, 6) from kpi_wilson(5, 10)), 0.236593, '5 of 10: at least 23.7 %');
select is((select round(upper::numeric, 6) from kpi_wilson(5, 10)), 0.763407, '5 of 10: at most 76.3 %');
-- 0 of 5: z^2 / (n + z^2) = 3.841459 / 8.841459 = 0.434482.
select is((select lower from kpi_wilson(0, 5)), 0::double precision, '0 of 5: at least 0');
select is((select round(upper::numeric, 6) from kpi_wilson(0, 5)), 0.434482, '0 of 5: at most 43.4 %');
select is((select upper from kpi_wilson(5, 5)), 1::double precision, '5 of 5: at most 1');
select is_empty('select * from kpi_wilson(0, 0)', '0 of 0 has no interval');

-- Build 1: used on Mon 1, Tue 2 and Sat 6 June; on Wed 3 only an implausible claim; on Thu 4 only an arrival.
select pg_temp.put(1, '2026-06-01');
select pg_temp.put(1, '2026-06-02');
select pg_temp.put(1, '2026-06-03', receipts => 2, implausible => 2, arrived => 0);
select pg_temp.put(1, '2026-06-04', receipts => 0, arrived => 2, slots => '{}', actions => '{0,0,0,0,0,0,0,0}');
select pg_temp.put(1, '2026-06-06');

-- 20 weekdays, two of them used; in favour of the build 4 days of arrival against 3 of use: 4 of 20.
select results_eq(
    $$ select numerator, denominator, value, low, favourable
        from kpi_active_day_rate(1, '2026-06-01', '2026-06-28', pg_temp.june(), '{}', '2026-06-29', pg_temp.now()) $$,
    $$ values (2::bigint, 20::bigint, 0.1::double precision, 0.1::double precision, 0.2::double precision) $$,
    'active-day rate: 2 of 20, at best 4 of 20');
-- An outage touched Tue 2 (used anyway) and Fri 5: one day more.
select is((select favourable from kpi_active_day_rate(1, '2026-06-01', '2026-06-28', pg_temp.june(),
    '{2026-06-02,2026-06-05}', '2026-06-29', pg_temp.now())), 0.25::double precision,
    'a day without use that an outage touched counts in favour: 5 of 20');
select is((select numerator from kpi_active_day_rate(1, '2026-06-01', '2026-06-28', pg_temp.june(), '{}', '2026-06-02',
    pg_temp.now())), 1::bigint, 'today does not count');
select is((select value from kpi_active_day_rate(1, '2026-06-06', '2026-06-07', '{}', '{}', '2026-06-29', pg_temp.now())),
    null, 'without an expected day there is no rate');
select is((select favourable from kpi_active_day_rate(1, '2026-06-06', '2026-06-07', '{}', '{}', '2026-06-29', pg_temp.now())),
    null, 'nor one at best');
select is((select favourable from kpi_active_day_rate(1, '2026-06-01', '2026-06-01', '{2026-06-01}', '{}', '2026-06-29',
    pg_temp.now())), 1::double precision, 'a rate is 1 at best');
select is((select numerator from kpi_active_day_rate(1, '2026-06-01', '2026-06-28', pg_temp.june(), '{}', '2026-06-29',
    '2026-06-30 00:00+09')), 0::bigint, 'what was not known yet does not count');
update build_day set superseded_at = timestamptz '2026-07-01 12:00+09' where build_id = 1 and day = '2026-06-02';
select is((select numerator from kpi_active_day_rate(1, '2026-06-01', '2026-06-28', pg_temp.june(), '{}', '2026-06-29',
    pg_temp.now())), 1::bigint, 'a version that was replaced does not count');
select is((select numerator from kpi_active_day_rate(1, '2026-06-01', '2026-06-28', pg_temp.june(), '{}', '2026-06-29',
    '2026-07-01 11:00+09')), 2::bigint, 'but it did before that');
update build_day set superseded_at = null where build_id = 1;

-- The last 7 days before 8 June are 1 to 7 June: 3 of use, 4 of arrival (1, 2, 4, 6).
select results_eq($$ select value, favourable from kpi_active_days(1, '2026-06-01', '2026-06-07', '{}', '2026-06-08',
        pg_temp.now()) $$,
    $$ values (3::bigint, 4::bigint) $$, 'L7: 3 of claim, at best 4 of arrival');
-- Touched: 5 June had nothing, 6 June was used anyway: 4 + 1. 9 June lies outside.
select is((select favourable from kpi_active_days(1, '2026-06-01', '2026-06-07', '{2026-06-05,2026-06-06,2026-06-09}',
    '2026-06-08', pg_temp.now())), 5::bigint, 'L7: one day more that an outage touched');
select is((select value from kpi_active_days(1, '2026-05-18', '2026-06-14', '{}', '2026-06-15', pg_temp.now())), 3::bigint,
    'L28 counts the same three');
select is((select favourable from kpi_active_days(1, '2026-06-01', '2026-06-03', '{2026-06-03}', '2026-06-04',
    pg_temp.now())), 3::bigint, 'no more than the days there are');

-- The last sign is Sat 6 June. Until Fri 12 June: 8, 9, 10, 11, 12; without the 9th that an outage touched: 4.
select results_eq($$ select value, favourable from kpi_silence(1, 'infinity',
        pg_temp.workdays('2026-06-01', '2026-06-12'), '{2026-06-09}', pg_temp.now()) $$,
    $$ values (5::bigint, 4::bigint) $$, 'silence: 5 working days, at best 4');
select is((select value from kpi_silence(99, 'infinity', pg_temp.workdays('2026-06-01', '2026-06-12'), '{}',
    pg_temp.now())), 10::bigint,
    'a build without a sign is silent from the first expected day on');
select pg_temp.put(2, '2026-06-01', receipts => 0, arrived => 1, slots => '{}');
select is((select value from kpi_silence(2, 'infinity', pg_temp.workdays('2026-06-01', '2026-06-12'), '{}',
    pg_temp.now())), 9::bigint,
    'an arrival is a sign');

-- Build 2: an arrival on 1 June, use on 5 June. Completed on 31 May: 5 days, at best 1.
select pg_temp.put(2, '2026-06-05');
select results_eq($$ select value, favourable from kpi_time_to_first_use(2, 'infinity', '2026-05-31', pg_temp.now()) $$,
    $$ values (5, 1) $$, 'first use after 5 days, first sign after 1');
select is((select value from kpi_time_to_first_use(2, 'infinity', '2026-06-20', pg_temp.now())), 0, 'use before completion is 0');
select is((select value from kpi_time_to_first_use(99, 'infinity', '2026-05-31', pg_temp.now())), null, 'no use has no delay');

-- Users: three pseudonyms of 2025, two of 2026: at least 3, at most 5. One is known too late, one came today.
insert into build_day_user (build_id, day, user_epoch, user_hash, known_at)
select 3, day::date, epoch, hash::bytea, known::timestamptz
from (values
    ('2026-06-01', 2025, 'a', '2026-07-01'), ('2026-06-01', 2025, 'b', '2026-07-01'),
    ('2026-06-02', 2025, 'a', '2026-07-01'), ('2026-06-02', 2025, 'c', '2026-07-01'),
    ('2026-06-03', 2026, 'd', '2026-07-01'), ('2026-06-03', 2026, 'e', '2026-07-01'),
    ('2026-06-03', 2025, 'f', '2026-07-05'), ('2026-06-04', 2025, 'g', '2026-07-01')
) as u (day, epoch, hash, known);
select results_eq($$ select value, favourable from kpi_distinct_users(3, '2026-06-01', '2026-06-28', '2026-06-04',
        pg_temp.now()) $$,
    $$ values (3::bigint, 5::bigint) $$, 'users: 3 of the largest epoch, at most 5');
select is((select value from kpi_distinct_users(3, '2026-06-05', '2026-06-28', '2026-06-29', pg_temp.now())), 0::bigint,
    'nobody is 0');

-- Build 4: 3 slots with 2 implausible receipts; 143 slots with 5; a day that is implausible as a whole.
select pg_temp.put(4, '2026-06-01', slots => '{54,55,56}', implausible => 2);
select pg_temp.put(4, '2026-06-02', receipts => 400, slots => (select array_agg(s) from generate_series(1, 143) as s),
    implausible => 5);
select pg_temp.put(4, '2026-06-03', receipts => 7, implausible => 7, slots => '{}');
-- (3 + 143) / 2 = 73, at best (5 + 144) / 2 = 74.5.
select results_eq($$ select numerator, denominator, value, favourable
        from kpi_slots_per_active_day(4, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now()) $$,
    $$ values (146::bigint, 2::bigint, 73::double precision, 74.5::double precision) $$,
    'slots per active day: 73, at best 74.5');
select results_eq($$ select numerator, denominator, value, favourable
        from kpi_slots_per_active_day(99, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now()) $$,
    $$ values (0::bigint, 0::bigint, null::double precision, null::double precision) $$, 'without use there is no mean');

-- Build 5: log-ins and reads on the 1st; on the 2nd one create beside one implausible receipt; on the 3rd only implausible
-- deletes. Kinds: 001, 003, 004; without the create 2; with the deletes 4.
select pg_temp.put(5, '2026-06-01', actions => '{2,0,8,0,0,0,0,5}');
select pg_temp.put(5, '2026-06-02', implausible => 1, actions => '{0,0,9,1,0,0,0,0}');
select pg_temp.put(5, '2026-06-03', receipts => 3, implausible => 3, actions => '{0,0,0,0,0,3,0,0}');
select results_eq($$ select value, low, favourable from kpi_action_breadth(5, '2026-06-01', '2026-06-28', '2026-06-29',
        pg_temp.now()) $$,
    $$ values (3::bigint, 2::bigint, 4::bigint) $$, 'breadth: 3 kinds, at least 2, at most 4');

-- Build 6: 12 reads, 4 writes, 4 unknown; 2 repeats and 1 implausible in doubt. Value 4/16; at worst the 3 were writes and
-- the unknown reads: 1/(12 + 4 + 1); at best the 3 were reads and the unknown writes: 8/(12 - 3 + 4 + 4) = 8/17.
select pg_temp.put(6, '2026-06-01', receipts => 12, distinct_tuples => 10, actions => '{0,0,8,2,0,0,0,2}');
select pg_temp.put(6, '2026-06-02', receipts => 8, implausible => 1, actions => '{0,0,4,0,1,1,0,2}');
select results_eq($$ select numerator, denominator, value, low, favourable
        from kpi_record_work_share(6, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now()) $$,
    $$ values (4::bigint, 16::bigint, 0.25::double precision, 1::double precision / 17, 8::double precision / 17) $$,
    'record work: 4 of 16, between 1 of 17 and 8 of 17');
select is((select value from kpi_record_work_share(99, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now())), null,
    'without reads and writes there is no share');

-- Build 7: 3 of 4 and 0 of 4 people logged out: 3/8; where an outage touched the 2nd, 7/8.
select pg_temp.put(7, '2026-06-01', log_ins => 4, pairs => 3);
select pg_temp.put(7, '2026-06-02', log_ins => 4, pairs => 0);
select results_eq($$ select numerator, denominator, value, favourable
        from kpi_log_in_pairs(7, '2026-06-01', '2026-06-28', '{}', '2026-06-29', pg_temp.now()) $$,
    $$ values (3::bigint, 8::bigint, 0.375::double precision, 0.375::double precision) $$, 'pairs: 3 of 8');
select is((select favourable from kpi_log_in_pairs(7, '2026-06-01', '2026-06-28', '{2026-06-02}', '2026-06-29',
    pg_temp.now())), 0.875::double precision, 'pairs: at best 7 of 8');

-- Build 8: Mon 1 June slots of 09:00 and 19:50, Tue 2 June 09:00 and 20:00, Mon 8 June 23:50.
select pg_temp.put(8, '2026-06-01', slots => '{54,119}');
select pg_temp.put(8, '2026-06-02', slots => '{54,120}');
-- Two shifts from 8: the 1st covers one, the 2nd two: 3 of 4. Changing at 10, 09:00 and 19:50 lie in two shifts: 4 of 4.
select results_eq($$ select numerator, denominator, value, favourable
        from kpi_shift_coverage(8, '2026-06-01', '2026-06-07', 2, '{}', '2026-06-29', pg_temp.now()) $$,
    $$ values (3::bigint, 4::bigint, 0.75::double precision, 1::double precision) $$, 'two shifts: 3 of 4, at best 4');
-- Three from 6: 06 to 14 has 09:00, 14 to 22 has 19:50 and 20:00: 2 and 2 of 6. No three fit two slots: at best 4 of 6;
-- where an outage touched the 1st, 5 of 6.
select results_eq($$ select numerator, denominator, value, favourable
        from kpi_shift_coverage(8, '2026-06-01', '2026-06-07', 3, '{2026-06-01}', '2026-06-29', pg_temp.now()) $$,
    $$ values (4::bigint, 6::bigint, 4::double precision / 6, 5::double precision / 6) $$, 'three shifts: 4 of 6');
select pg_temp.put(8, '2026-06-08', slots => '{54,55,143}');
select results_eq($$ select weekday, hour, slots from kpi_slots_by_hour(8, '2026-06-01', '2026-06-28', '2026-06-29',
        pg_temp.now()) where slots > 0 order by 1, 2 $$,
    $$ values (1, 9, 3::bigint), (1, 19, 1), (1, 23, 1), (2, 9, 1), (2, 20, 1) $$,
    'slots by weekday and hour: two Mondays together');

-- Build 9: 20 receipts, 5 late; 2 repeats and 1 implausible in doubt: 5/20, at worst 5/17, at best 2/17.
-- 18 distinct; refused 4 and 1: 5/25, at worst 5/23, at best 2/22.
select pg_temp.put(9, '2026-06-01', late => 5, rejected => 4);
select pg_temp.put(9, '2026-06-02', distinct_tuples => 8, implausible => 1, rejected => 1);
select results_eq($$ select numerator, denominator, value, low, favourable
        from kpi_late_share(9, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now()) $$,
    $$ values (5::bigint, 20::bigint, 0.25::double precision, 5::double precision / 17, 2::double precision / 17) $$,
    'late: 5 of 20, between 2 and 5 of 17');
select results_eq($$ select numerator, denominator, value, low, favourable
        from kpi_rejected_share(9, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now()) $$,
    $$ values (5::bigint, 25::bigint, 0.2::double precision, 5::double precision / 23, 2::double precision / 22) $$,
    'refused: 5 of 25, between 2 of 22 and 5 of 23');
select pg_temp.put(10, '2026-06-01', distinct_tuples => 1, late => 10, implausible => 10);
select is((select favourable from kpi_late_share(10, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now())),
    0::double precision, 'where all are in doubt, none may have been late');
select is((select value from kpi_late_share(99, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now())), null,
    'without receipts there is no share of late ones');
select is((select value from kpi_rejected_share(99, '2026-06-01', '2026-06-28', '2026-06-29', pg_temp.now())), null,
    'nor of refused ones');

-- Build 1 again: signs on 1, 2, 4 and Sat 6 June: 3 of 20 expected days, at best 4; 5 with a touched 3 June.
select results_eq($$ select numerator, denominator, value, favourable from kpi_feed_continuity(1, '2026-06-01',
        '2026-06-28', pg_temp.june(), '{}', '2026-06-29', pg_temp.now()) $$,
    $$ values (3::bigint, 20::bigint, 0.15::double precision, 0.2::double precision) $$, 'continuity: 3 of 20, at best 4');
select is((select favourable from kpi_feed_continuity(1, '2026-06-01', '2026-06-28', pg_temp.june(),
    '{2026-06-02,2026-06-03}', '2026-06-29', pg_temp.now())), 0.25::double precision, 'continuity: at best 5 of 20');
select is((select favourable from kpi_feed_continuity(1, '2026-06-06', '2026-06-07', '{}', '{}', '2026-06-29', pg_temp.now())),
    null, 'a weekend has no continuity');
-- Gaps: Wed 3; Fri 5; from Mon 8 to Fri 26 June 15 weekdays.
select results_eq($$ select value, favourable from kpi_longest_gap(1, '2026-06-01', '2026-06-28', pg_temp.june(),
        '{2026-06-10,2026-06-11}', '2026-06-29', pg_temp.now()) $$,
    $$ values (15::bigint, 13::bigint) $$, 'longest gap: 15 working days, at best 13');
select pg_temp.put(1, '2026-06-13');
select is((select value from kpi_longest_gap(1, '2026-06-01', '2026-06-28', pg_temp.june(), '{}', '2026-06-29',
    pg_temp.now())), 10::bigint, 'a sign on Saturday 13 June ends a gap: 5 and 10');
select is_empty($$ select * from kpi_longest_gap(1, '2026-06-06', '2026-06-07', '{}', '{}', '2026-06-29', pg_temp.now()) $$,
    'a weekend has no gap');

-- Lifecycle by weeks from Mon 1 June, 8 June, 15 June.
create function pg_temp.state(build bigint, monday date, today date) returns setof text language sql as $$
    select coalesce(value, '-') || ' ' || coalesce(favourable, '-')
    from kpi_lifecycle(build, monday, monday + 6, today, timestamptz '2026-07-02 00:00+09')
$$;
select is(pg_temp.state(11, '2026-06-08', '2026-06-15'), '- -', 'a build never used is nothing');
select pg_temp.put(11, '2026-06-09');
select is(pg_temp.state(11, '2026-06-08', '2026-06-15'), 'new new', 'first used in the week');
select is(pg_temp.state(11, '2026-06-01', '2026-06-08'), '- -', 'before that it was nothing');
select is(pg_temp.state(11, '2026-06-15', '2026-06-22'), 'dormant dormant', 'not used in the week after');
select is(pg_temp.state(11, '2026-06-15', '2026-06-21'), '- -', 'unless that week goes on');
select is(pg_temp.state(11, '2026-06-08', '2026-06-09'), '- -', 'today is no use yet');
select pg_temp.put(11, '2026-06-17', receipts => 0, arrived => 2);
select is(pg_temp.state(11, '2026-06-15', '2026-06-22'), 'dormant returning', 'an arrival is use in favour of the build');
select pg_temp.put(11, '2026-06-18');
select is(pg_temp.state(11, '2026-06-15', '2026-06-22'), 'returning returning', 'used in both weeks');
select pg_temp.put(11, '2026-06-29');
select is(pg_temp.state(11, '2026-06-29', '2026-07-06'), 'resurrecting resurrecting', 'used again after a week without');

-- Trend: first use on Mon 1 June, so the own start lasts until Sun 26 July: 40 weekdays, 8 used (1 to 5, 8 to 10 June).
-- From 27 July to 23 August 20 weekdays, 2 used: (2/20) / (8/40) = 0.5. Touched 11 June and 29 July: own start at best
-- 9/40, window at best 3/20: between 0.1 / 0.225 and 0.15 / 0.2.
select pg_temp.put(12, d) from unnest('{2026-06-01,2026-06-02,2026-06-03,2026-06-04,2026-06-05,2026-06-08,2026-06-09,2026-06-10,2026-07-27,2026-07-28}'::date[]) as d;
create function pg_temp.trend(first_day date, touched date[]) returns table (
    value numeric, low numeric, favourable numeric, reference numeric
) language sql as $$
    select round(t.value::numeric, 9), round(t.low::numeric, 9), round(t.favourable::numeric, 9), round(t.reference::numeric, 9)
    from kpi_trend(12, $1, '2026-08-23', pg_temp.workdays('2026-06-01', '2026-08-23'), '2026-06-01', $2, '2026-08-24',
        timestamptz '2026-07-02 00:00+09') as t
$$;
select results_eq($$ select * from pg_temp.trend('2026-07-27', '{}') $$,
    $$ values (0.5, 0.5, 0.5, 0.2) $$, 'trend: half of the own start');
select results_eq($$ select * from pg_temp.trend('2026-07-27', '{2026-06-11,2026-07-29}') $$,
    $$ values (0.5, round(0.1 / 0.225, 9), 0.75, 0.2) $$, 'trend: touched days move both ends');
select is_empty($$ select * from pg_temp.trend('2026-07-26', '{}') $$, 'not before the first eight weeks are over');

-- Retention: builds 21 to 23 completed on Sun 7 June, 24 on Sun 31 May, seen on Mon 22 June.
-- Week 1 from 8 June: 21 and 22 used, 23 not: 2/3. Week 2: 23 was shut down; 21 used, 22 only an arrival: 1/2, at best 2/2.
select pg_temp.put(21, '2026-06-08');
select pg_temp.put(21, '2026-06-21');
select pg_temp.put(22, '2026-06-10');
select pg_temp.put(22, '2026-06-16', receipts => 0, arrived => 1);
select pg_temp.put(24, '2026-06-01');
create function pg_temp.retained(touched date[], today date) returns table (line text) language sql as $$
    select to_char(r.cohort, 'MM') || ' ' || r.week || ': ' || r.numerator || '/' || r.denominator || ' '
        || round((r.favourable * r.denominator)::numeric)
    from (
        select array_agg(b.build) as builds, array_agg(d) as days
        from (values (21, date '2026-06-08', date '2026-06-19'), (22, '2026-06-08', '2026-06-19'),
            (23, '2026-06-08', '2026-06-12'), (24, '2026-06-01', '2026-06-19')) as b (build, first_day, last_day)
        cross join unnest(pg_temp.workdays(b.first_day, b.last_day)) as d
    ) as e,
    kpi_retention('{21,22,23,24}', '{2026-06-07,2026-06-07,2026-06-07,2026-05-31}', e.builds::bigint[], e.days, 2, touched, today,
        timestamptz '2026-07-02 00:00+09') as r
    order by 1
$$;
select results_eq($$ select line from pg_temp.retained('{}', '2026-06-22') $$,
    $$ values ('05 1: 1/1 1'), ('05 2: 0/1 0'), ('06 1: 2/3 2'), ('06 2: 1/2 2') $$, 'retention by month and week');
select results_eq($$ select line from pg_temp.retained('{2026-06-12}', '2026-06-21') $$,
    $$ values ('05 1: 1/1 1'), ('05 2: 0/1 1'), ('06 1: 2/3 3') $$,
    'a week that is not over is none; an outage may have hidden a sign');

-- Expected days, from the registry. The build was completed on Fri 1 May 2026; it works Mon to Sat and is collected until
-- Thu 28 May; shut on 8 and from 12 to 13 May. The holidays of the seed would come in between.
delete from holiday;
insert into holiday (day, name, kind, source) values ('2026-05-05', 'x', 'statutory', 'x');
insert into company (number, name) values ('9000000001', 'x');
insert into project (code, programme_code, completed_on) select 'P-1', min(code), '2026-05-01' from programme;
insert into site (company_id, serial, workdays, works_on_holidays, shutdowns, shifts)
select company_id, 1, '월화수목금토', false, '2026-05-08;2026-05-12~2026-05-13', '4조3교대' from company;
insert into build (build_id, code, project_id, site_id, intake_profile, collect_from, collect_to)
overriding system value
select 100, 'B-1', project_id, site_id, 'FULL', '2026-05-04', '2026-05-28' from project, site where project.code = 'P-1';
-- What is left out, from Thu 30 April to Sun 31 May, seen on Sat 30 May; one letter a day, a point where work was expected.
create function pg_temp.calendar(known timestamptz default '2026-07-02 00:00+09') returns text language sql as $$
    select string_agg(
        case c.exclusion when 'not_over' then 'N' when 'before_completion' then 'B' when 'outside_collection' then 'C'
            when 'suspension' then 'S' when 'shutdown' then 'D' when 'holiday' then 'H' when 'rest_day' then 'R'
            when 'outage' then 'O' when 'before_key' then 'K' when 'common_cause' then 'I' else coalesce(c.exclusion, '.') end, '' order by c.day)
    from kpi_calendar(100, '2026-04-30', '2026-05-31', '2026-05-30', known) c
$$;
-- Thu and Fri before completion, the weekend before collection; Tue 5 May is a holiday; after Thu 28 May nothing is
-- collected.
select is(pg_temp.calendar(), 'BB' || 'CC' || 'KKKKKKK' || 'KKKKKKK' || 'KKKKKKK' || 'KKKK' || 'C' || 'NN', 'no key yet');
insert into key (build_id, key_hash, hint, origin, issued_at, existed_from)
values (100, sha256('key'), 'abcd', 'imported', '2026-05-30', '2026-05-06');
select is(pg_temp.calendar(), 'BB' || 'CC' || 'KK..D.R' || '.DD...R' || '......R' || '....' || 'C' || 'NN',
    'from the first day of its key on');
update key set existed_from = null where build_id = 100;
select is(pg_temp.calendar(), 'BB' || 'CC' || '.H..D.R' || '.DD...R' || '......R' || '....' || 'C' || 'NN', 'registry and holidays');
select is((select count(*) from kpi_calendar(99, '2026-05-01', '2026-05-31', '2026-06-01', pg_temp.now())), 0::bigint,
    'of a build that is not there nothing is said');

-- 18 May: 9:59 minutes are touched, of which a second outage repeats five; 19 May: 10 are lost in two parts; 20 May: some of the last ten minutes and 59 s of the
-- 21st, which are nothing; 22 May: a correction came after all.
insert into outage (began_at, ended_at, cause, detail, known_at, superseded_at)
select ('2026-05-' || began)::timestamptz, ('2026-05-' || ended)::timestamptz, 'crashed', '', '2026-06-01', gone::timestamptz
from (values ('18 09:00+09', '18 09:09:59+09', null), ('18 09:02+09', '18 09:07+09', null), ('19 09:00+09', '19 09:05+09', null),
    ('19 19:00+09', '19 19:05+09', null), ('20 23:59:59+09', '21 00:00:59+09', null),
    ('22 09:00+09', '22 19:00+09', '2026-06-02')) as o (began, ended, gone);
select results_eq($$ select day, is_lost from kpi_outages(pg_temp.now()) order by day $$,
    $$ values (date '2026-05-18', false), ('2026-05-19', true), ('2026-05-20', true) $$, 'touched and lost days');
select is(pg_temp.calendar(), 'BB' || 'CC' || '.H..D.R' || '.DD...R' || '.OO...R' || '....' || 'C' || 'NN', 'lost days are left out');
select is(substr(pg_temp.calendar('2026-06-01 12:00+09'), 19, 7), '.OO.O.R', 'as they were known');

-- Suspended from Sat 23 May on until further notice; a declaration for Mon 4 May was withdrawn.
insert into suspension (site_id, began_on, ended_on, document, recorded_by, known_at)
select site_id, began::date, ended::date, 'x', 'x', '2026-06-01'
from site, (values ('2026-05-23', null), ('2026-05-04', '2026-05-04')) as d (began, ended) where site.serial = 1;
insert into suspension_withdrawal (suspension_id, reason, recorded_by, known_at)
select suspension_id, 'x', 'x', '2026-06-03' from suspension where ended_on is not null;
select is(pg_temp.calendar(), 'BB' || 'CC' || '.H..D.R' || '.DD...R' || '.OO..SS' || 'SSSS' || 'C' || 'NN', 'a suspension');
select is(substr(pg_temp.calendar('2026-06-02 00:00+09'), 5, 1), 'S', 'until its withdrawal it counted');

-- Silent with others since Wed 13 May; heard again on Mon 18 May. The other one ended on Wed 6 May.
insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
values ('x', 1, false, 'a', '2026-01-01', '2026-01-01', '');
insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing, policy_id, opened_at)
select 'region', value, 'x', '2026-05-03', '2026-05-13', 9, policy_id, '2026-06-01'
from policy, (values ('11'), ('26')) as v (value) where name = 'x' and version = 1;
insert into incident_build
select incident_id, 100, case trait_value when '11' then date '2026-05-13' else '2026-05-03' end from incident;
insert into incident_end select incident_id, '2026-05-06', '2026-06-02', 'x', 'x' from incident where trait_value = '26';
select is(pg_temp.calendar(), 'BB' || 'CC' || 'IHI.D.R' || '.DDIIIR' || 'IOOIISS' || 'SSSS' || 'C' || 'NN',
    'a silence of many, until it ended');
select pg_temp.put(100, '2026-05-18', receipts => 0, arrived => 1);
select is(pg_temp.calendar(), 'BB' || 'CC' || 'IHI.D.R' || '.DDIIIR' || '.OO..SS' || 'SSSS' || 'C' || 'NN',
    'or until the build was heard again');

-- Expected: Mon 4, Wed 6 and Thu 7 May without the silence of many.
delete from incident_end;
delete from incident_build;
select results_eq($$ select expected, touched, first_possible, completed_on, shifts, cardinality(all_expected)
        from kpi_facts(100, '2026-05-04', '2026-05-08', '2026-05-30', pg_temp.now()) $$,
    $$ values ('{2026-05-04,2026-05-06,2026-05-07}'::date[], '{2026-05-18,2026-05-19,2026-05-20}'::date[],
        date '2026-05-04', date '2026-05-01', 3, 11) $$, 'what the definitions take beside build days');

select * from finish();
rollback;
