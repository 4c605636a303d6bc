-- From which day a key existed: before it, nothing could be collected and nothing is expected.

alter table key add column existed_from date;
update key set existed_from = (issued_at at time zone 'Asia/Seoul')::date where origin = 'issued';

comment on column key.existed_from is 'KST day; null: from the opening of the collection window';

-- When this database learned a rule of figures other than it had: what is asked as of an earlier instant is answered by
-- the rule that was known then. A database that had no build when it learned it has no row.
create table kpi_definition_change (
    what text primary key,
    known_at timestamptz not null
);
insert into kpi_definition_change (what, known_at)
select 'collecting_from', m.applied_at
from schema_migration m
where m.path = 'migrations/0023_collecting_from.sql' and exists (select from build);

comment on table kpi_definition_change is 'since when a rule of figures holds that was another before';

-- It has another column now.
drop function if exists build_facts(date);
