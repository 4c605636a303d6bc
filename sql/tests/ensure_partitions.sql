-- Arrival partitions: made once, by the first caller, which may be the application's role.
begin;
create extension if not exists pgtap;
select plan(8);

select hasnt_table('public', 'receipt_20260701', 'there is no partition before it is asked for');
select lives_ok($$ select ensure_partitions('2026-07-01') $$, 'the first call makes it');
select lives_ok($$ select ensure_partitions('2026-07-01') $$, 'a second call does nothing');
select is(
    (select array_agg(child order by child)
        from pg_inherits, lateral (select inhrelid::regclass::text) as c (child)
        where child like '%\_20260701'),
    '{quarantine_20260701,receipt_20260701}', 'one partition each of receipt and quarantine');
select is(
    (select pg_get_expr(relpartbound, oid) from pg_class where relname = 'receipt_20260701'),
    'FOR VALUES FROM (''2026-07-01'') TO (''2026-07-02'')', 'it holds exactly one KST day of arrival');
select throws_ok(
    $$ insert into receipt (build_id, arrival_day, batch_id, ordinal, received_at, occurred_at, occurred_day, key_id,
        dialect, repairs, implausible)
        values (1, '2026-07-02', 1, 0, '2026-07-02', '2026-07-02', '2026-07-02', 1, 1, 0, false) $$,
    '23514', null, 'a day without a partition takes nothing');
select lives_ok(
    $$ set local role afterbuild_app; select ensure_partitions('2026-07-02'); reset role $$,
    'the application may call it, though it may not create tables');
select is(
    (select relowner from pg_class where relname = 'receipt_20260702'),
    (select relowner from pg_class where relname = 'receipt'), 'its partitions belong to the owner of the table');

select * from finish();
rollback;
