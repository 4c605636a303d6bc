-- A fleet with :years years of build days until the end of 2025, and records of the next day that wait for aggregation.
-- Variables: builds, days (back from 2025-12-31).
insert into company (number, name) select (1000000000 + n)::text, 'Company ' || n from generate_series(0, 500) n;
insert into site (company_id, serial, region_code, size_class, workdays, works_on_holidays, shutdowns)
select company_id, s, (array['11', '26', '27', '28', '41', '47', '48'])[1 + (company_id + s) % 7],
    (array['SMALL', 'MEDIUM', 'MIDTIER'])[1 + s % 3], '월화수목금', false, ''
from company, generate_series(1, :builds / 500 + 1) s;
insert into project (code, programme_code, completed_on, as_to, target_level)
select 'P' || n, (select array_agg(code order by code) from programme where monitorable)[
        1 + n % (select count(*)::integer from programme where monitorable)],
    date '2023-06-01' + n % 850, (date '2023-06-01' + n % 850 + interval '6 months')::date,
    (array['BASIC', 'MID1', 'MID1', 'MID2'])[1 + n % 4]
from generate_series(1, :builds) n;
insert into build (code, project_id, site_id, intake_profile)
select 'B' || n, p.project_id, (select min(site_id) from site) + n - 1, 'FULL'
from generate_series(1, :builds) n
join project p on p.code = 'P' || n;
insert into party (project_id, role, company_id, valid_from)
select project_id, 'supplier', (select min(company_id) from company) + project_id % 40, '2020-01-01' from project;
insert into key (build_id, key_hash, hint, origin, issued_at)
select build_id, sha256(code::bytea), 'abcd', 'issued', '2023-01-01' from build;

-- How often a build is used is its own; one in forty stops, one in a hundred never starts.
insert into build_day (build_id, day, version, known_at, receipts, distinct_tuples, slots, users, actions, first_at,
    last_at, hours, late, rejected, implausible, arrived, arrival_days)
select b.build_id, d.day, 1, d.day + interval '1 day', 20 + (b.build_id + d.n) % 30, 20,
    (repeat('1', 20) || repeat('0', 124))::bit(144), 3, array[5, 5, 8, 2, 0, 0, 0, 0], d.day + interval '9 hours',
    d.day + interval '18 hours', array_fill(1, array[24]), (b.build_id % 50 = 0)::integer, 0, 0, 20, array[d.day]
from (
    select x::date as day, (x::date - date '2020-01-01') as n
    from generate_series(timestamp '2025-12-31' - (:days - 1) * interval '1 day', '2025-12-31', '1 day') x
    where extract(isodow from x) < 6
) d
cross join (select build_id, completed_on from build join project using (project_id)) b
where d.day > b.completed_on and b.build_id % 100 <> 0 and (b.build_id % 40 <> 0 or d.n % 1000 < 700)
    and (hashint8(b.build_id * 4000 + d.n) & 15) < 6 + b.build_id % 11;
create table receipt_20260101 partition of receipt for values from ('2026-01-01') to ('2026-01-02');
create table quarantine_20260101 partition of quarantine for values from ('2026-01-01') to ('2026-01-02');
insert into receipt (build_id, arrival_day, batch_id, ordinal, received_at, occurred_at, occurred_day, key_id, dialect,
    action, user_epoch, user_hash, repairs, implausible)
select b.build_id, '2026-01-01', 1, (row_number() over ())::integer, t, t, '2026-01-01', k.key_id, 1, 1 + n % 7, 2026,
    sha256((n % 3)::text::bytea), 0, false
from build b
join key k using (build_id)
cross join generate_series(1, 20) n
cross join lateral (select timestamptz '2026-01-01 09:00+09' + n * interval '17 minutes') x (t);
insert into touched_day (build_id, day, arrival_day) select build_id, '2026-01-01', '2026-01-01' from build;
-- Without a version nothing is known of a build, and none of its windows is kept.
insert into registry_version (entity, entity_key, version, known_at, actor, reason, state)
select 'build', code, 1, '2025-06-01', 'bench', 'first version', '{}' from build;
vacuum analyze;
