-- Outages are the gaps in the intervals of all instances together, as far as we know them.
begin;
create extension if not exists pgtap;
select plan(34);

create function pg_temp.present(instance integer, began text, seen text, ended text default null,
    why text default '') returns void
language sql as $$
    insert into collector_presence (instance_id, began_at, seen_at, ending, detail)
    values (instance, ('2026-03-02 ' || began)::timestamp at time zone 'Asia/Seoul',
        ('2026-03-02 ' || seen)::timestamp at time zone 'Asia/Seoul', ended, why)
    on conflict (instance_id, began_at) do update
    set seen_at = excluded.seen_at, ending = excluded.ending, detail = excluded.detail
$$;

-- What is new, at this time of 2 March 2026: from, to and cause.
create function pg_temp.record(moment text) returns setof text language sql as $$
    select to_char(began_at at time zone 'Asia/Seoul', 'HH24:MI:SS') || ' '
        || to_char(ended_at at time zone 'Asia/Seoul', 'HH24:MI:SS') || ' ' || cause
    from outages_record(('2026-03-02 ' || moment)::timestamp at time zone 'Asia/Seoul')
$$;

create function pg_temp.current() returns text language sql as $$
    select string_agg(to_char(began_at at time zone 'Asia/Seoul', 'HH24:MI:SS') || ' '
        || to_char(ended_at at time zone 'Asia/Seoul', 'HH24:MI:SS') || ' ' || cause, ', ' order by began_at)
    from outage where superseded_at is null
$$;

select is_empty($$ select pg_temp.record('08:00') $$, 'where nothing was ever installed there is no outage');
select pg_temp.present(1, '09:00', '09:30');
select is_empty($$ select pg_temp.record('09:40') $$, 'a gap that still goes on is none yet');
select pg_temp.present(2, '09:30:15', '10:00', 'stopped');
select is_empty($$ select pg_temp.record('10:00') $$, 'fifteen seconds are no outage');
select pg_temp.present(3, '10:00:15.000001', '11:00', 'both stores failed', 'disk full');
select results_eq($$ select pg_temp.record('11:00') $$, $$ values ('10:00:00 10:00:15 stopped') $$,
    'a microsecond more is one, and says how the one before ended');
select is_empty($$ select pg_temp.record('11:00') $$, 'running again finds nothing new');
select is(count(*), 1::bigint, 'and adds nothing') from outage;
select pg_temp.present(3, '11:10', '11:20');
select pg_temp.present(4, '11:30', '11:40', 'stalled');
select pg_temp.present(4, '11:50', '12:00');
select results_eq($$ select pg_temp.record('12:00') $$,
    $$ values ('11:00:00 11:10:00 both stores failed'), ('11:20:00 11:30:00 crashed'),
        ('11:40:00 11:50:00 stalled') $$,
    'several at once, in order');
select is(detail, 'disk full', 'with what was said about the end') from outage where cause = 'both stores failed';

-- Another instance fills a gap later.
select pg_temp.present(5, '11:15', '11:35');
select is_empty($$ select pg_temp.record('12:05') $$, 'a backfill makes no new outage');
select is(pg_temp.current(), '10:00:00 10:00:15 stopped, 11:00:00 11:10:00 both stores failed, 11:40:00 11:50:00 stalled',
    'it withdraws the one that it fills');
select is(superseded_at, timestamptz '2026-03-02 12:05+09', 'from when we know it') from outage where cause = 'crashed';
select pg_temp.present(6, '11:38', '11:45');
select results_eq($$ select pg_temp.record('12:10') $$, $$ values ('11:45:00 11:50:00 crashed') $$,
    'one that is shorter than thought is another, with the cause of the last that held out');
select pg_temp.present(6, '11:38', '11:45', 'stopped');
select results_eq($$ select pg_temp.record('12:11') $$, $$ values ('11:45:00 11:50:00 stopped') $$,
    'a cause that becomes known later is another version');
select is(
    (select count(*) from outage where began_at = timestamptz '2026-03-02 11:45+09' and superseded_at is not null),
    1::bigint, 'and the first stays in the history');
select is_empty($$ select pg_temp.record('12:12') $$, 'then all is quiet again');
select pg_temp.present(7, '09:45', '09:50');
select pg_temp.present(8, '08:59', '12:30');
select is_empty($$ select pg_temp.record('12:30') $$, 'one that received all the time');
select is(pg_temp.current(), null, 'withdraws them all');

-- The span that is looked at is bounded, and what is older stays as it is.
select results_eq(
    $$ select cause from outages_record('2026-06-01 00:00+09') $$, $$ select ''::text where false $$,
    'three months later there is nothing to record while nobody came back');
insert into collector_presence (instance_id, began_at, seen_at, detail)
values (9, '2026-06-01 00:00+09', '2026-06-01 00:00+09', '');
select results_eq(
    $$ select began_at, ended_at, cause from outages_record('2026-06-01 00:00+09') $$,
    $$ values (timestamptz '2026-03-02 12:30+09', timestamptz '2026-06-01 00:00+09', 'crashed') $$,
    'an outage that is longer than the span is one all the same');
insert into collector_presence (instance_id, began_at, seen_at, detail)
values (9, '2026-08-01 00:00+09', '2026-08-01 00:00+09', '');
delete from collector_presence where instance_id = 8;
select is(count(*), 1::bigint, 'the one that ends in the span is new') from outages_record('2026-08-01 00:00+09');
select is(count(*), 1::bigint, 'and what ended before is left alone')
from outage where superseded_at is null and ended_at = timestamptz '2026-06-01 00:00+09';

-- Every change of the calendar raises its revision.
create temporary table before as select revision from calendar_revision;
insert into holiday (day, name, kind, source) values ('2031-01-02', 'test', 'temporary', 'test');
select is(c.revision - b.revision, 1::bigint, 'a new holiday is a change') from calendar_revision c, before b;
update holiday set name = 'other' where day = '2031-01-02';
delete from holiday where day = '2031-01-02';
select is(c.revision - b.revision, 3::bigint, 'another name is one, and its end') from calendar_revision c, before b;
update before set revision = (select revision from calendar_revision);
insert into outage (began_at, ended_at, cause, detail, known_at)
values ('2031-01-02 10:00+09', '2031-01-02 11:00+09', 'crashed', '', '2031-01-02 11:00+09');
select is(c.revision - b.revision, 1::bigint, 'an outage is a change') from calendar_revision c, before b;
update outage set superseded_at = known_at where began_at = '2031-01-02 10:00+09';
select is(c.revision - b.revision, 2::bigint, 'and that it was none') from calendar_revision c, before b;

-- What a person declares stands beside what is recorded, also of the same interval.
insert into outage (began_at, ended_at, cause, detail, declared_by, known_at)
values ('2026-08-01 00:00+09', '2026-08-01 01:00+09', 'declared', 'router', 'x', '2026-08-01 02:00+09');
insert into collector_presence (instance_id, began_at, seen_at, detail)
values (9, '2026-08-01 01:00+09', '2026-08-01 03:00+09', '');
select results_eq(
    $$ select began_at, ended_at, cause from outages_record('2026-08-01 03:00+09') $$,
    $$ values (timestamptz '2026-08-01 00:00+09', timestamptz '2026-08-01 01:00+09', 'crashed') $$,
    'a gap that was declared is recorded all the same');
select is_empty($$ select from outages_record('2026-08-01 04:00+09') $$, 'once');
select is(count(*), 2::bigint, 'and does not supersede the declaration')
from outage where superseded_at is null and ended_at = timestamptz '2026-08-01 01:00+09';
select throws_ok(
    $$ insert into outage (began_at, ended_at, cause, detail, known_at)
        values ('2026-08-02 00:00+09', '2026-08-02 01:00+09', 'declared', 'router', '2026-08-02 02:00+09') $$,
    '23514', null, 'a declaration has an author');
select throws_ok(
    $$ update outage set superseded_at = '2026-08-03 00:00+09' where cause = 'declared' $$,
    '23514', null, 'and so has its withdrawal');
select lives_ok(
    $$ set local role afterbuild_app;
        update outage set superseded_at = '2026-08-03 00:00+09', withdrawn_by = 'y', withdrawal_reason = 'z'
        where cause = 'declared';
        reset role $$, 'the application may withdraw');
select is(cause, 'crashed', 'the recorded one stays')
from outage where superseded_at is null and ended_at = timestamptz '2026-08-01 01:00+09';

-- Append-only for the application: it supersedes, and changes nothing else.
select lives_ok(
    $$ set local role afterbuild_app; select * from outages_record('2026-08-01 00:05+09'); reset role $$,
    'the application may record');
select throws_ok($$ set local role afterbuild_app; update outage set cause = 'stopped' $$, '42501', null,
    'and may not rewrite');

select * from finish();
rollback;
