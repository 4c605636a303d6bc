-- Orders about quarantined records, what readers see, and what is forgotten.
begin;
create extension if not exists pgtap;
select plan(47);

insert into programme (code, year, name_ko, monitorable, as_months, source) values ('T', 2026, '시험', true, 6, 'test');
insert into company (number, name) values ('1234567891', '시험공업');
insert into project (code, programme_code) values ('P', 'T');
insert into site (company_id, serial, workdays, works_on_holidays, shutdowns)
select company_id, 1, '월화수목금', false, '' from company;
insert into build (code, project_id, site_id, intake_profile)
select b.code, project_id, site_id, 'FULL' from project, site, (values ('B-1'), ('B-2')) as b (code);
insert into key (build_id, key_hash, hint, origin, issued_at, revoked_at)
select b.build_id, decode(repeat(k.byte, 32), 'hex'), 'hint', 'issued', timestamptz '2026-06-01 00:00+09', k.revoked_at
from (values ('a1', 'B-2', null), ('a2', 'B-1', timestamptz '2026-06-30 23:30+00'), ('a3', 'B-1', null))
    as k (byte, code, revoked_at)
join build b on b.code = k.code;
select ensure_partitions(day) from (values (date '2026-07-01'), ('2026-07-02')) as d (day);

-- Batch ids begin with the days since 2020-01-01.
create function pg_temp.batch(arrival_day date) returns bigint language sql as $$
    select (arrival_day - date '2020-01-01')::bigint << 49
$$;
create function pg_temp.quarantine(
    arrival_day date, place integer, lane text, key_byte text, of_key bigint default null
) returns void language sql as $$
    insert into quarantine (arrival_day, batch_id, ordinal, received_at, lane, code, key_id, key_hash, occurred_at,
        occurred_day, dialect, repairs, sealed)
    values (arrival_day, pg_temp.batch(arrival_day), place,
        (arrival_day + time '09:00' + place * interval '1 second') at time zone 'Asia/Seoul', lane, 'AP1030', of_key, decode(repeat(key_byte, 32), 'hex'), (arrival_day + time '08:00') at time zone 'Asia/Seoul',
        arrival_day, 1, 0, '\x0102')
$$;
create function pg_temp.digits(key_byte text, length integer) returns text language sql as $$
    select left(repeat(key_byte, 32), length)
$$;
select pg_temp.quarantine(day::date, place, lane, byte)
from (values ('2026-07-01', 0, 'unknown_key', 'c1'), ('2026-07-02', 0, 'unknown_key', 'c1'),
    ('2026-07-01', 1, 'unknown_key', 'a1'), ('2026-07-01', 2, 'unknown_key', 'a2'),
    ('2026-07-01', 3, 'unknown_key', 'a3'), ('2026-07-01', 4, 'malformed', 'c9')) as r (day, place, lane, byte);
-- Its hash shares 24 digits with another.
insert into quarantine (arrival_day, batch_id, ordinal, received_at, lane, code, key_hash, repairs, sealed)
select arrival_day, batch_id, 5, received_at, lane, code, decode(repeat('c1', 12) || repeat('c2', 20), 'hex'), 0, sealed
from quarantine where ordinal = 0 and arrival_day = '2026-07-01';

create function pg_temp.claim(
    digits text, build_code text, actor text default 'officer', reason text default 'by phone',
    moment timestamptz default '2026-07-03 09:00+09'
) returns bigint language sql as $$ select quarantine_claim($1, $2, $3, $4, $5) $$;
create function pg_temp.refused(call text, message text, why text) returns text language sql as $$
    select throws_ok(call, 'P0001', message, why)
$$;

-- Claims that cannot be.
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c1', 64), 'B-1', ' ') $$,
    'no actor: expected the name of the person who decides, for the audit', 'a claim has an author');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c1', 64), 'B-1', 'officer', '') $$,
    'no reason: expected why these records are to be counted, for the audit', 'a claim has a reason');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c1', 64), 'B-1', moment => null) $$,
    'no moment: expected the time of the order', 'a claim has a time');
select pg_temp.refused($$ select pg_temp.claim('c1c1c1c1c1c', 'B-1') $$,
    'key hash "c1c1c1c1c1c": expected 12 to 64 hexadecimal digits, as afterbuild quarantine list shows them',
    '11 digits are too few');
select pg_temp.refused($$ select pg_temp.claim('c1c1c1c1c1cg', 'B-1') $$,
    'key hash "c1c1c1c1c1cg": expected 12 to 64 hexadecimal digits, as afterbuild quarantine list shows them',
    'g is no hexadecimal digit');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c1', 64), 'B-3') $$,
    'no build B-3: expected the code of a build; afterbuild registry import makes builds', 'the build exists');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c7', 12), 'B-1') $$,
    'no record in lane unknown_key has a key whose hash begins with c7c7c7c7c7c7; '
    'afterbuild quarantine list --lane unknown_key shows them', 'a key that sent nothing is not claimed');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c9', 64), 'B-1') $$,
    'no record in lane unknown_key has a key whose hash begins with ' || repeat('c9', 32)
    || '; afterbuild quarantine list --lane unknown_key shows them', 'nor one whose records could not be read');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('c1', 12), 'B-1') $$,
    'several keys have a hash that begins with c1c1c1c1c1c1: give more digits, such as ' || repeat('c1', 12) || ' or '
    || repeat('c1', 12), 'one key is meant');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('a1', 12), 'B-1') $$,
    format('this key belongs to build B-2 already, as key %s; a key has one build',
        (select k.key_id from key k join build b using (build_id) where b.code = 'B-2')),
    'the key of another build is not claimed');
select pg_temp.refused($$ select pg_temp.claim(pg_temp.digits('a2', 12), 'B-1') $$,
    'this key of build B-1 was revoked on 2026-07-01 and stays so; issue a new one',
    'nor a revoked one, whose Korean day of revocation is said');
select is((select count(*) from quarantine_order), 0::bigint, 'nothing that is refused leaves an order');

-- A claim.
create temporary table before as select revision from registry_revision;
grant select on before to afterbuild_app;
set local role afterbuild_app;
select lives_ok($$ select pg_temp.claim(upper(pg_temp.digits('c1', 64)), 'B-1') $$, 'the application may claim');
reset role;
select is((select revision from registry_revision), (select revision + 1 from before),
    'running collectors hear of the new key');
select results_eq(
    $$ select b.code, k.hint, k.origin, k.issued_at from key k join build b using (build_id)
        where k.key_hash = decode(repeat('c1', 32), 'hex') $$,
    $$ values ('B-1', '????', 'claimed', timestamptz '2026-07-03 09:00+09') $$, 'the key is the build''s from now on');
select results_eq(
    $$ select o.kind, o.lane, b.code, o.requested_by, o.reason, o.due_at, o.moved, o.done_at
        from quarantine_order o join build b using (build_id) $$,
    $$ values ('claim', 'unknown_key', 'B-1', 'officer', 'by phone', timestamptz '2026-07-03 09:00+09', 0::bigint,
        null::timestamptz) $$, 'the order waits to be carried out');
select results_eq(
    $$ select at, actor, action, subject, detail ->> 'reason', detail ->> 'key_hash', detail ->> 'is_new_key'
        from audit_event $$,
    $$ values (timestamptz '2026-07-03 09:00+09', 'officer', 'quarantine claim', 'B-1', 'by phone', 'c1c1c1c1c1c1',
        'true') $$, 'the audit says who, when and why');
select isnt(pg_temp.claim(pg_temp.digits('c1', 64), 'B-1'), null, 'it may be claimed again');
select is((select count(*) from key where origin = 'claimed'), 1::bigint, 'which makes no second key');
select is((select revision from registry_revision), (select revision + 1 from before), 'and is no news');
select isnt(pg_temp.claim(pg_temp.digits('a3', 12), 'B-1'), null, 'so may a key that its build has otherwise');

-- Replays.
create function pg_temp.replay(
    lane text, from_day date default '2026-07-01', to_day date default '2026-07-02', build_code text default null,
    ignores_limits boolean default false, reason text default 'decoder mended'
) returns bigint language sql as $$ select quarantine_replay($1, $2, $3, $4, $5, 'officer', $6, '2026-07-03 09:00+09') $$;
select pg_temp.refused($$ select pg_temp.replay('test') $$, 'lane test: records with the test code are never counted',
    'test records stay');
select pg_temp.refused($$ select pg_temp.replay('counted') $$,
    'lane "counted": expected unknown_key, malformed, not_collecting or over_limit', 'other lanes are none');
select pg_temp.refused($$ select pg_temp.replay(null) $$,
    'lane "": expected unknown_key, malformed, not_collecting or over_limit', 'nor is the lack of one');
select pg_temp.refused($$ select pg_temp.replay('malformed', '2026-07-03', '2026-07-02') $$,
    'days 2026-07-03 to 2026-07-02: expected a first and a last day of arrival, the first not after the last',
    'days are in order');
select pg_temp.refused($$ select pg_temp.replay('malformed', null) $$,
    'days none to 2026-07-02: expected a first and a last day of arrival, the first not after the last',
    'both days are named');
select pg_temp.refused($$ select pg_temp.replay('over_limit') $$,
    'lane over_limit: its records count only where the order ignores limits (--ignore-limits, ignores_limits => true)',
    'a limit is ignored by decision only');
select pg_temp.refused($$ select pg_temp.replay('malformed', build_code => 'B-3') $$,
    'no build B-3: expected the code of a build, or none for all builds', 'the build exists');
select pg_temp.refused($$ select pg_temp.replay('malformed', reason => null) $$,
    'no reason: expected why these records are to be counted, for the audit', 'a replay has a reason');
set local role afterbuild_app;
select lives_ok($$ select pg_temp.replay('over_limit', build_code => 'B-1', ignores_limits => true) $$,
    'the application may order one');
reset role;
select results_eq(
    $$ select o.kind, o.lane, b.code, o.from_day, o.to_day, o.ignores_limits, a.subject, a.detail ->> 'ignores_limits'
        from quarantine_order o join build b using (build_id)
        join audit_event a on (a.detail ->> 'order_id')::bigint = o.order_id
        where o.kind = 'replay' $$,
    $$ values ('replay', 'over_limit', 'B-1', date '2026-07-01', date '2026-07-02', true, 'B-1', 'true') $$,
    'order and audit hold what was asked for');

-- A record moves once, and is then no longer rejected.
create function pg_temp.rejected() returns text language sql as $$
    select to_jsonb(f) ->> 'rejected'
    from build_day_figures(array[(select build_id from build where code = 'B-2')], '{2026-07-01}', '{2026-07-01}',
        '{2026-07-01}') f
$$;
select pg_temp.quarantine('2026-07-01', place, 'over_limit', 'a1',
    (select k.key_id from key k join build b using (build_id) where b.code = 'B-2'))
from generate_series(10, 11) as place;
select is(pg_temp.rejected(), '2', 'quarantined records of a build are rejected');
insert into quarantine_move (arrival_day, batch_id, ordinal, order_id, build_id, moved_at)
select '2026-07-01', pg_temp.batch('2026-07-01'), 10, o.order_id, b.build_id, '2026-07-03'
from build b, (select max(order_id) as order_id from quarantine_order) o where b.code = 'B-2';
select is(pg_temp.rejected(), '1', 'those that have moved are not');
select throws_ok($$ insert into quarantine_move select * from quarantine_move $$, '23505', null, 'a record moves once');

-- Readers.
set local role afterbuild_read;
select results_eq(
    $$ select lane, key_digits, build_code, records, moved, newest
        from quarantine_list('over_limit', '2026-07-01', '2026-07-01', 'a1a1', 10) $$,
    $$ values ('over_limit', 'a1a1a1a1a1a1', 'B-2', 1::bigint, 1::bigint, '128a000000000000-11') $$,
    'the role for readers sees groups, with what has moved');
select is((select sum(records) from quarantine_list(null, null, null, null, 100)), 8::numeric,
    'all of them unfiltered');
select results_eq(
    $$ select lane, build_code, sealed_bytes, moved_to from quarantine_show('128a000000000000-10') $$,
    $$ values ('over_limit', 'B-2', 2, 'B-2') $$, 'and single records with where they went');
select is_empty($$ select * from quarantine_show('128a000000000000-99') $$, 'one that is not there is no row');
select pg_temp.refused($$ select * from quarantine_show('12') $$,
    'receipt id "12": expected 16 hexadecimal digits, - and a number, such as 012345678abcdef0-0', 'an id has a form');
select throws_ok($$ select pg_temp.claim(pg_temp.digits('c1', 64), 'B-1') $$, '42501', null, 'readers claim nothing');
select throws_ok($$ select quarantine_forget('2026-07-02', '2026-07-03') $$, '42501', null, 'and forget nothing');
reset role;

-- What is forgotten.
set local role afterbuild_app;
select throws_ok($$ update quarantine set sealed = '' $$, '42501', null, 'the application cannot change quarantine');
set local role afterbuild_app;
select is(quarantine_forget('2026-07-02', '2026-09-30 04:20+09'), 8::bigint, 'but lets raw bytes be forgotten');
reset role;
select is((select count(*) from quarantine where sealed = ''), 8::bigint, 'those of earlier days alone');
select is((select forgotten_at from quarantine_show('128a000000000000-1')), timestamptz '2026-09-30 04:20+09',
    'and shows when');
select is(quarantine_forget('2026-07-02', '2026-10-01 04:20+09'), 0::bigint, 'a second time there is nothing left');
select is(quarantine_forget('2026-07-03', '2026-10-01 04:20+09'), 1::bigint, 'until the next day comes of age');

select * from finish();
rollback;
