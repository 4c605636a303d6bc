-- What the tables refuse from every writer.
begin;
create extension if not exists pgtap;
select plan(35);

create function pg_temp.policy(policy_version integer) returns bigint language sql as $$
    insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
    values ('시험', policy_version, false, 'a', '2026-07-01', '2026-07-01', '')
    returning policy_id
$$;
create function pg_temp.backtest(policy bigint) returns bigint language sql as $$
    insert into backtest (policy_id, quarters, builds, made_at, made_by, code_version)
    values (policy, '{2026Q2}', 0, '2026-07-01', 'c', 'test')
    returning backtest_id
$$;
create function pg_temp.activation(policy bigint, author text, effective_from date, approver text, backtest bigint)
returns void language sql as $$
    insert into policy_activation (policy_id, author, effective_from, approver, activated_at, backtest_id)
    values (policy, author, effective_from, approver, '2026-07-02', backtest)
$$;
create temporary table draft as select pg_temp.policy(1) as one, pg_temp.policy(2) as two;
create temporary table proof as select pg_temp.backtest(one) as one, pg_temp.backtest(two) as two from draft;
select throws_ok($$ select pg_temp.policy(1) $$, '23505', null, 'a version of a policy exists once');
create function pg_temp.rule(policy bigint, name text) returns void language sql as $$
    insert into policy_rule (policy_id, rule, threshold, clear_threshold, minimum_expected_days)
    values (policy, name, 1, 1, 1)
$$;
select throws_ok($$ select pg_temp.rule(one, 'silent') from draft $$, '23514', null,
    'what was back-tested gets no further rule');
select lives_ok($$ select pg_temp.rule(pg_temp.policy(3), 'silent') $$, 'a draft does');
select throws_ok($$ select pg_temp.activation(d.one, 'a', '2026-07-01', 'a', p.one) from draft d, proof p $$, '23514',
    'new row for relation "policy_activation" violates check constraint "approver_is_not_author"',
    'nobody approves a policy of their own');
select throws_ok($$ select pg_temp.activation(d.one, 'x', '2026-07-01', 'a', p.one) from draft d, proof p $$, '23503',
    null, 'an activation cannot name another author');
select throws_ok($$ select pg_temp.activation(d.one, 'a', '2026-06-01', 'b', p.one) from draft d, proof p $$, '23503',
    null, 'nor another day');
select throws_ok($$ select pg_temp.activation(one, 'a', '2026-07-01', 'b', null) from draft $$, '23514',
    'new row for relation "policy_activation" violates check constraint "activation_needs_a_backtest"',
    'what was not back-tested is not activated');
select throws_ok($$ select pg_temp.activation(d.one, 'a', '2026-07-01', 'b', p.two) from draft d, proof p $$, '23503',
    null, 'the back-test of another draft proves nothing');
select lives_ok($$ select pg_temp.activation(d.one, 'a', '2026-07-01', 'b', p.one) from draft d, proof p $$,
    'another person may, after a back-test of exactly this draft');
select throws_ok($$ select pg_temp.activation(d.one, 'a', '2026-07-01', 'c', p.one) from draft d, proof p $$, '23505',
    null, 'a policy is activated once');

create function pg_temp.token(role text, supplier text) returns void language sql as $$
    insert into api_token (token_hash, role, supplier_number, label, issued_at)
    values ((role || coalesce(supplier, ''))::bytea, role, supplier, 'test', '2026-07-01')
$$;
select throws_ok($$ select pg_temp.token('supplier', null) $$, '23514',
    'new row for relation "api_token" violates check constraint "supplier_token_names_its_supplier"',
    'a supplier''s token names its supplier');
select throws_ok($$ select pg_temp.token('officer', '1234567891') $$, '23514',
    'new row for relation "api_token" violates check constraint "supplier_token_names_its_supplier"',
    'no other token does');
select lives_ok($$ select pg_temp.token('supplier', '1234567891') $$, 'a supplier''s token with its number');
select lives_ok($$ select pg_temp.token('officer', null) $$, 'an officer''s token without one');
select throws_ok($$ select pg_temp.token('owner', null) $$, '23514', null, 'roles are those of the list');

insert into outbox (idempotency_key, kind, created_at, subject, body) values ('k', 'signal', '2026-07-01', 's', 'b');
create function pg_temp.recipient(name text, state text, next_at timestamptz, settled timestamptz) returns void
language sql as $$
    insert into outbox_recipient (message_id, recipient, state, attempts, next_attempt_at, settled_at)
    select message_id, name, state, 0, next_at, settled from outbox where idempotency_key = 'k'
$$;
select lives_ok($$ select pg_temp.recipient('a', 'waiting', '2026-07-01', null) $$, 'waiting, with a next attempt');
select lives_ok($$ select pg_temp.recipient('b', 'delivered', null, '2026-07-01') $$, 'delivered, with its time');
select throws_ok($$ select pg_temp.recipient('c', 'waiting', null, null) $$, '23514',
    'new row for relation "outbox_recipient" violates check constraint "waiting_has_a_next_attempt"',
    'whoever waits is tried again');
select throws_ok($$ select pg_temp.recipient('d', 'delivered', null, null) $$, '23514',
    'new row for relation "outbox_recipient" violates check constraint "settled_has_a_time"',
    'what is settled has a time');
select throws_ok($$ select pg_temp.recipient('e', 'given_up', '2026-07-02', '2026-07-01') $$, '23514',
    'new row for relation "outbox_recipient" violates check constraint "waiting_has_a_next_attempt"',
    'what is given up is not tried again');
select throws_ok($$ select pg_temp.recipient('f', 'sent', null, '2026-07-01') $$, '23514', null,
    'states are those of the list');
select throws_ok(
    $$ insert into outbox (idempotency_key, kind, created_at, subject, body)
        values ('k', 'signal', '2026-07-02', 's', 'b') $$, '23505', null, 'a message exists once by its key');

select throws_ok($$ insert into company (number, name) values ('123-45-678', 'x') $$, '23514', null,
    'a business number is ten digits');
insert into programme (code, year, name_ko, monitorable, as_months, source) values ('T', 2026, '시험', true, 6, 'test');
create function pg_temp.project(code text, name text, first text, second text) returns void language plpgsql as $$
begin
    execute format('insert into project (code, programme_code, %s) values (%L, ''T'', %L, %L)', name, code, first,
        second);
end
$$;
select throws_ok($$ select pg_temp.project('1', 'agreed_on, build_from', '2026-02-02', '2026-02-01') $$, '23514', null,
    'nothing is built before the agreement');
select throws_ok($$ select pg_temp.project('2', 'build_from, build_to', '2026-02-02', '2026-02-01') $$, '23514', null,
    'building does not end before it begins');
select throws_ok($$ select pg_temp.project('3', 'completed_on, as_to', '2026-02-02', '2026-02-01') $$, '23514', null,
    'the support phase does not end before completion');
select throws_ok($$ select pg_temp.project('4', 'total_cost_krw, grant_krw', '100', '101') $$, '23514', null,
    'a grant is at most the whole cost');
select lives_ok($$ select pg_temp.project('5', 'total_cost_krw, grant_krw', '100', '100') $$,
    'a grant of the whole cost is no contradiction');

select ensure_partitions('2026-07-01');
select throws_ok(
    $$ insert into quarantine (arrival_day, batch_id, ordinal, received_at, lane, code, repairs, sealed)
        values ('2026-07-01', 1, 0, '2026-07-01', 'counted', 'AP1002', 0, '') $$, '23514', null,
    'a counted record does not belong into quarantine');
insert into build_day (build_id, day, version, known_at, receipts, distinct_tuples, slots, users, actions, hours, late,
    rejected, implausible, arrived, arrival_days)
values (1, '2026-07-01', 1, '2026-07-02', 0, 0, repeat('0', 144)::bit(144), 0, '{}', '{}', 0, 0, 0, 0, '{}');
select throws_ok(
    $$ insert into build_day select * from build_day $$, '23505', null, 'a version of a build day exists once');
select lives_ok($$ update build_day set superseded_at = '2026-07-03' $$, 'a version is superseded');
select throws_ok(
    $$ insert into key (build_id, key_hash, hint, origin, issued_at) values (1, 'short', 'h', 'issued', '2026-07-01') $$,
    '23514', null, 'a key is stored as a hash of 32 bytes');

create function pg_temp.job_run(period timestamptz, outcome text) returns void language sql as $$
    insert into job_run (job, period_start, started_at, lease_until, outcome)
    values ('judge', period, '2026-07-01', '2026-07-02', outcome)
$$;
select lives_ok($$ select pg_temp.job_run('2026-07-01', 'failed'), pg_temp.job_run('2026-07-02', 'failed') $$,
    'of a job any number of runs may have an outcome');
select lives_ok($$ select pg_temp.job_run('2026-07-03', null) $$, 'and one is under way');
select throws_ok($$ select pg_temp.job_run('2026-07-04', null) $$, '23505', null, 'a second is not');

select * from finish();
rollback;
