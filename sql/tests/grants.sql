-- What the application's roles cannot do, whatever the code above them says.
begin;
create extension if not exists pgtap;

-- Append-only by architecture: history, evidence, what was said to whom.
create temporary table append_only (name text primary key);
insert into append_only values
    ('receipt'), ('quarantine'), ('signal'), ('signal_clearing'), ('audit_event'),
    ('registry_version'), ('policy'), ('policy_rule'), ('outbox'), ('outbox_attempt'), ('export'), ('batch'),
    ('collector_instance'), ('build_day_user'), ('policy_rule_step'), ('policy_activation'), ('backtest'),
    ('backtest_verdict'), ('incident'), ('incident_build'), ('incident_end'), ('suspension'), ('suspension_withdrawal'),
    ('change_event'), ('change_withdrawal'), ('review_case'), ('case_signal'), ('case_step'), ('case_reply_link'), ('webhook_attempt'),
    ('window_version'), ('window_sweep'), ('peer_standing');

select plan(33 + 33 + 18);

select is(has_table_privilege('afterbuild_app', name, 'update, delete, truncate'), false,
    name || ' cannot be changed by the application')
from append_only;
select is(has_table_privilege('afterbuild_app', name, 'insert'), true, name || ' can be appended to')
from append_only;

-- The same by trying, for the tables on which a decision about money stands.
select ensure_partitions('2026-07-01');
select throws_ok($$ set local role afterbuild_app; update receipt set quantity = 0 $$, '42501', null, 'no update of receipt');
select throws_ok($$ set local role afterbuild_app; delete from receipt $$, '42501', null, 'no delete from receipt');
select throws_ok($$ set local role afterbuild_app; update receipt_20260701 set quantity = 0 $$, '42501', null,
    'not of its partitions either');
select throws_ok($$ set local role afterbuild_app; delete from quarantine $$, '42501', null, 'no delete from quarantine');
select throws_ok($$ set local role afterbuild_app; update signal set reason = '' $$, '42501', null, 'no update of signal');
select throws_ok($$ set local role afterbuild_app; delete from audit_event $$, '42501', null, 'no delete from audit_event');
select throws_ok($$ set local role afterbuild_app; truncate registry_version $$, '42501', null,
    'no truncate of registry_version');
select lives_ok(
    $$ set local role afterbuild_app;
        insert into receipt (build_id, arrival_day, batch_id, ordinal, received_at, occurred_at, occurred_day, key_id,
            dialect, repairs, implausible)
        values (1, '2026-07-01', 1, 0, '2026-07-01', '2026-07-01', '2026-07-01', 1, 1, 0, false);
        reset role $$, 'a receipt is appended');
select lives_ok(
    $$ set local role afterbuild_app;
        insert into audit_event (at, actor, action, subject, detail) values ('2026-07-01', 'a', 'b', 'c', '{}');
        reset role $$, 'an audit event is appended');

-- The role for readers.
select is(
    (select count(*) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and has_table_privilege('afterbuild_read', c.oid, 'insert, update, delete, truncate')),
    0::bigint, 'the reading role changes nothing at all');
select throws_ok($$ set local role afterbuild_read; select * from key $$, '42501', null,
    'the reading role sees no hashes of keys');
select throws_ok($$ set local role afterbuild_read; select * from api_token $$, '42501', null,
    'the reading role sees no hashes of tokens');

select throws_ok($$ set local role afterbuild_read; select * from webhook_subscription $$, '42501', null,
    'the reading role sees no secrets of web hooks');
select throws_ok($$ set local role afterbuild_app; update webhook_delivery set payload = '' $$, '42501', null,
    'what a web hook sends stays as it was');
select throws_ok($$ set local role afterbuild_app; update webhook_subscription set token_id = 1 $$, '42501', null,
    'a web hook stays with its token');

-- The feed: numbered by moving, forgotten from its beginning, never changed.
select throws_ok($$ set local role afterbuild_app; update feed_entry set body = '{}' $$, '42501', null,
    'what the feed said stays as it was');
select throws_ok($$ set local role afterbuild_app; update feed_pending set body = '{}' $$, '42501', null,
    'what the feed is about to say stays as it was');
select throws_ok($$ set local role afterbuild_app; delete from feed_state $$, '42501', null,
    'the feed does not forget how far it is');

select * from finish();
rollback;
