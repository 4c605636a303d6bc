-- The access log, and what people and accounts are to the application's and the reading role.
begin;
create extension if not exists pgtap;
select plan(16);

insert into access_log (at, token_id, role, label, builds, task, detail, status) values
    (clock_timestamp() - interval '400 days', 1, 'viewer', 'a', '{1}', 'getStatus', '{}', 200),
    (clock_timestamp() - interval '364 days', 1, 'viewer', 'a', '{1}', 'getStatus', '{}', 200);

set local role afterbuild_app;
select lives_ok($$ insert into access_log (at, token_id, role, label, builds, task, detail, status)
    values (clock_timestamp(), 1, 'viewer', 'a', '{1,2}', 'listBuilds', '{}', 200) $$, 'the log is appended to');
select throws_ok($$ update access_log set label = 'b' $$, '42501', null, 'not changed');
select throws_ok($$ delete from access_log $$, '42501', null, 'not deleted from');
select throws_ok($$ truncate access_log $$, '42501', null, 'not emptied');
select throws_ok($$ select access_log_forget(364, clock_timestamp()) $$, '22023', null, 'a year is kept at least');
select throws_ok($$ select access_log_forget(null, clock_timestamp()) $$, '22023', null, 'no number is no year');
select is(access_log_forget(730, clock_timestamp()), 0::bigint, 'nothing is older than two years');
select is(access_log_forget(365, clock_timestamp() + interval '10 years'), 1::bigint,
    'a moment to come is now: only what is older than a year goes');
select is((select count(*) from access_log), 2::bigint, 'the rest stays');
select throws_ok($$ update person set shown_name = 'x' $$, '42501', null, 'who somebody is does not change');
select throws_ok($$ update local_account set person_id = 2 $$, '42501', null, 'nor whose an account is');
select throws_ok($$ update local_account set role = 'approver' $$, '42501', null, 'nor what it may');
reset role;

set local role afterbuild_read;
select throws_ok($$ select * from access_log $$, '42501', null, 'the reading role does not read the log');
select throws_ok($$ select * from local_account $$, '42501', null, 'nor verifiers of passwords');
select throws_ok($$ select * from person $$, '42501', null, 'nor who people are');
select throws_ok($$ select access_log_forget(365, clock_timestamp()) $$, '42501', null, 'and forgets nothing');
reset role;

select * from finish();
rollback;
