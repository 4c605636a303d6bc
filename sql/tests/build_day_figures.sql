-- The figures of a build day follow from its receipts alone.
begin;
create extension if not exists pgtap;
select plan(33);

select ensure_partitions(day::date) from generate_series(date '2026-07-01', '2026-07-05', interval '1 day') as day;

-- A receipt that claims `occurred` (KST wall clock) and came at `received` (KST wall clock).
create function pg_temp.arrive(
    build bigint, occurred text, received text, user_name text default 'kim', action_code smallint default 3,
    is_implausible boolean default false, amount bigint default null
) returns void language sql as $$
    insert into receipt (build_id, arrival_day, batch_id, ordinal, received_at, occurred_at, occurred_day, key_id,
        dialect, action, user_epoch, user_hash, quantity, repairs, implausible)
    select build, received::date, 1, count(*), (received || '+09')::timestamptz, (occurred || '+09')::timestamptz,
        occurred::date, build, 1, action_code, case when user_name is not null then 2026 end, user_name::bytea, amount,
        0, is_implausible
    from receipt
$$;


create function pg_temp.figure(build bigint, of_day date, arrivals date[], name text) returns text language sql as $$
    select to_jsonb(f) ->> name
    from build_day_figures(array_fill(build, array[cardinality(arrivals)]),
        array_fill(of_day, array[cardinality(arrivals)]), arrivals, array_append(arrivals, of_day)) f
$$;

create function pg_temp.slots(build bigint, of_day date, arrivals date[]) returns integer[] language sql as $$
    select array_agg(slot order by slot)
    from generate_series(0, 143) as slot
    where get_bit(pg_temp.figure(build, of_day, arrivals, 'slots')::bit(144), slot) = 1
$$;

-- Bounds: no client sends an event id, so equal records may be one event or several.
select pg_temp.arrive(1, '2026-07-01 09:12:33.456', '2026-07-01 09:12:34');
select pg_temp.arrive(1, '2026-07-01 09:12:33.456', '2026-07-01 09:12:35');
select pg_temp.arrive(1, '2026-07-01 09:12:33.456', '2026-07-01 09:12:36', 'lee');
select pg_temp.arrive(1, '2026-07-01 09:13:00', '2026-07-01 09:13:01', null);
select pg_temp.arrive(1, '2026-07-01 09:13:00', '2026-07-01 09:13:02', null);
select pg_temp.arrive(1, '2026-07-01 17:59:59.999', '2026-07-01 18:00:00', 'kim', null);
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'receipts'), '6', 'the high bound is every receipt');
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'distinct_tuples'), '4',
    'the low bound counts equal records once, those without a user included');
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'users'), '2', 'a record without a user is no user');
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'actions'), '[0, 0, 5, 0, 0, 0, 0, 1]',
    'actions are counted by code, the unknown ones last');
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'hours')::jsonb,
    (select jsonb_agg(case hour when 9 then 5 when 17 then 1 else 0 end) from generate_series(0, 23) as hour),
    'hours are those of the Korean day');
select is(pg_temp.slots(1, '2026-07-01', '{2026-07-01}'), '{55,107}'::integer[], '09:12 is slot 55, 17:59 is slot 107');
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'first_at')::timestamptz,
    timestamptz '2026-07-01 09:12:33.456+09', 'the first claim');
select is(pg_temp.figure(1, '2026-07-01', '{2026-07-01}', 'last_at')::timestamptz,
    timestamptz '2026-07-01 17:59:59.999+09', 'the last claim');

-- The edges of the Korean day.
select pg_temp.arrive(2, '2026-07-01 23:59:59.999999', '2026-07-02 00:00:01');
select pg_temp.arrive(2, '2026-07-02 00:00:00', '2026-07-02 00:00:01');
select is(pg_temp.slots(2, '2026-07-01', '{2026-07-02}'), '{143}'::integer[], 'the last microsecond is in slot 143');
select is(pg_temp.slots(2, '2026-07-02', '{2026-07-02}'), '{0}'::integer[], 'midnight is in slot 0 of the next day');

-- Late: arrived on another day than claimed.
select is(pg_temp.figure(2, '2026-07-01', '{2026-07-02}', 'late'), '1', 'a second after midnight is late');
select is(pg_temp.figure(2, '2026-07-01', '{2026-07-02}', 'first_arrival'), '2026-07-02', 'first heard on the next day');
select is(pg_temp.figure(2, '2026-07-02', '{2026-07-02}', 'late'), '0', 'on its own day nothing is late');
select pg_temp.arrive(3, '2026-07-01 10:00', '2026-07-01 10:00');
select pg_temp.arrive(3, '2026-07-01 11:00', '2026-07-04 09:00');
select is(pg_temp.figure(3, '2026-07-01', '{2026-07-01,2026-07-04}', 'receipts'), '2',
    'all arrival days of a build day count together');
select is(pg_temp.figure(3, '2026-07-01', '{2026-07-01,2026-07-04}', 'arrival_days'), '["2026-07-01", "2026-07-04"]',
    'the arrival days are kept, so that a recomputation finds them');
select is(pg_temp.figure(3, '2026-07-01', '{2026-07-01,2026-07-04}', 'late'), '1', 'one of the two is late');
select is(pg_temp.figure(3, '2026-07-01', '{2026-07-01,2026-07-04}', 'first_arrival'), '2026-07-01',
    'the first of the two was in time');

-- Arrived: by our clock, whatever day is claimed.
select is(pg_temp.figure(3, '2026-07-04', '{2026-07-04}', 'arrived'), '1', 'a record of 1 July arrived on 4 July');
select is(pg_temp.figure(3, '2026-07-04', '{2026-07-04}', 'receipts'), '0', 'nothing claims 4 July');
select is(pg_temp.figure(3, '2026-07-01', '{2026-07-01,2026-07-04}', 'arrived'), '1',
    'only one record arrived on 1 July itself');

-- Implausible: counted, flagged, and no use.
select pg_temp.arrive(4, '2026-07-03 12:00', '2026-07-01 09:00', is_implausible => true);
select is(pg_temp.figure(4, '2026-07-03', '{2026-07-01}', 'receipts'), '1', 'an implausible claim is a receipt');
select is(pg_temp.figure(4, '2026-07-03', '{2026-07-01}', 'implausible'), '1', 'it is flagged');
select is(pg_temp.slots(4, '2026-07-03', '{2026-07-01}'), null, 'it makes no slot active');
select is(pg_temp.figure(4, '2026-07-01', '{2026-07-01}', 'arrived'), '1', 'its arrival is a sign of life');

-- Log-in pairs: people who logged in and out on one day, by plausible records.
select pg_temp.arrive(6, '2026-07-01 09:00', '2026-07-01 09:00', 'kim', 1::smallint);
select pg_temp.arrive(6, '2026-07-01 13:00', '2026-07-01 13:00', 'kim', 1::smallint);
select pg_temp.arrive(6, '2026-07-01 18:00', '2026-07-01 18:00', 'kim', 2::smallint);
select pg_temp.arrive(6, '2026-07-01 09:00', '2026-07-01 09:00', 'lee', 1::smallint);
select pg_temp.arrive(6, '2026-07-01 18:00', '2026-07-01 18:00', 'lee', 2::smallint, is_implausible => true);
select pg_temp.arrive(6, '2026-07-01 10:00', '2026-07-01 10:00', 'park', 2::smallint);
select pg_temp.arrive(6, '2026-07-01 10:00', '2026-07-01 10:00', null, 1::smallint);
select pg_temp.arrive(6, '2026-07-01 11:00', '2026-07-01 11:00', 'choi', 3::smallint);
select is(pg_temp.figure(6, '2026-07-01', '{2026-07-01}', 'log_in_users'), '2',
    'kim and lee logged in, kim twice; nobody did without a name');
select is(pg_temp.figure(6, '2026-07-01', '{2026-07-01}', 'log_in_pairs'), '1',
    'kim logged out; lee did in an implausible record only, and park never logged in');
select pg_temp.arrive(6, '2026-07-02 00:10', '2026-07-02 00:10', 'lee', 2::smallint);
select is(pg_temp.figure(6, '2026-07-01', '{2026-07-01}', 'log_in_pairs'), '1', 'a log-out after midnight is of the next day');
select is(pg_temp.figure(6, '2026-07-02', '{2026-07-02}', 'log_in_pairs'), '0', 'on which nobody logged in');

-- Rejected: quarantined records of the build's keys, by the day they claim or else by their arrival.
insert into programme (code, year, name_ko, monitorable, as_months, source) values ('T', 2026, '시험', true, 6, 'test');
insert into company (number, name) values ('1234567891', '시험공업');
insert into project (code, programme_code) values ('P', 'T');
insert into site (company_id, serial, workdays, works_on_holidays, shutdowns)
select company_id, 1, '월화수목금', false, '' from company;
insert into build (code, project_id, site_id, intake_profile)
select 'B', project_id, site_id, 'FULL' from project, site;
insert into key (build_id, key_hash, hint, origin, issued_at)
select build_id, decode(repeat('ab', 32), 'hex'), 'ab', 'issued', timestamptz '2026-06-01 00:00+09' from build;
insert into quarantine (arrival_day, batch_id, ordinal, received_at, lane, code, key_id, occurred_at, occurred_day,
    repairs, sealed)
select '2026-07-02', 9, ordinal, timestamptz '2026-07-02 00:10+09', lane, code, case when known then key_id end,
    claim, (claim at time zone 'Asia/Seoul')::date, 0, ''
from key, (values
    (0, 'over_limit', 'AP1031', true, timestamptz '2026-07-01 23:50+09'),
    (1, 'malformed', 'AP1012', true, null),
    (2, 'test', 'AP1028', true, timestamptz '2026-07-02 00:05+09'),
    (3, 'unknown_key', 'AP1030', false, timestamptz '2026-07-02 00:05+09')
) as row (ordinal, lane, code, known, claim);
select is(pg_temp.figure((select build_id from build), '2026-07-01', '{2026-07-02}', 'rejected'), '1',
    'a record over the limit is rejected on the day that it claims');
select is(pg_temp.figure((select build_id from build), '2026-07-02', '{2026-07-02}', 'rejected'), '1',
    'one without a readable time on the day of its arrival; tests and unknown keys are not counted');

-- The answer holds exactly what was asked for.
select is(pg_temp.figure(5, '2026-07-01', '{2026-07-01}', 'hours')::jsonb,
    (select jsonb_agg(0) from generate_series(0, 23)), 'a day without receipts has 24 empty hours');
select is(pg_temp.figure(5, '2026-07-01', '{2026-07-01}', 'actions'), '[0, 0, 0, 0, 0, 0, 0, 0]',
    'and eight empty actions');
select results_eq(
    $$ select build_id, day, receipts from build_day_figures('{1,3,3}', '{2026-07-01,2026-07-01,2026-07-01}',
        '{2026-07-01,2026-07-01,2026-07-04}', '{2026-07-01,2026-07-04}') order by build_id $$,
    $$ values (1::bigint, date '2026-07-01', 6), (3, '2026-07-01', 2) $$,
    'several builds at once, one row a build day');

select * from finish();
rollback;
