-- What the agency declares beside the registry file: suspensions (휴업) and changes under approval or confirmation.
-- Both are append-only. A wrong one is withdrawn by a row of its own; what was known at any instant stays.

alter table holiday add column origin text not null default 'seed' check (origin in ('seed', 'command'));

comment on column holiday.origin is 'command: the agency entered it; loading the seed file again leaves it alone';

create table suspension (
    suspension_id bigint generated always as identity primary key,
    site_id bigint not null references site,
    began_on date not null,
    ended_on date,
    document text not null check (document <> ''),
    document_sha256 bytea check (octet_length(document_sha256) = 32),
    recorded_by text not null,
    known_at timestamptz not null,
    check (began_on <= ended_on)
);
create index suspension_by_site on suspension (site_id);

comment on table suspension is 'the business of a site is suspended from one day to another, both included';
comment on column suspension.ended_on is 'null while the end is not known';

create table suspension_withdrawal (
    suspension_id bigint primary key references suspension,
    reason text not null check (reason <> ''),
    recorded_by text not null,
    known_at timestamptz not null
);

-- Whether a change needs approval (승인) or only confirmation (확인): the row of the latest year that is not after the
-- programme's, and of the largest amount that is not above the change's.
create table change_class (
    kind text not null check (kind in ('supplier', 'system', 'address', 'representative', 'cost', 'account', 'period')),
    from_year integer not null,
    from_krw bigint not null,
    class text not null check (class in ('approval', 'confirmation')),
    source text not null,
    primary key (kind, from_year, from_krw)
);

create table change_event (
    change_id bigint generated always as identity primary key,
    project_id bigint not null references project,
    build_id bigint references build,
    kind text not null check (kind in ('supplier', 'system', 'address', 'representative', 'cost', 'account', 'period')),
    class text not null check (class in ('approval', 'confirmation')),
    before text,
    after text not null check (after <> ''),
    supplier_before text check (supplier_before ~ '^[0-9]{10}$'),
    supplier_after text check (supplier_after ~ '^[0-9]{10}$'),
    build_to date,
    as_to date,
    amount_krw bigint check (amount_krw > 0),
    effective_on date not null,
    document text not null check (document <> ''),
    document_sha256 bytea check (octet_length(document_sha256) = 32),
    recorded_by text not null,
    known_at timestamptz not null,
    check ((kind = 'supplier') = (supplier_after is not null)),
    check ((kind = 'period') = (build_to is not null or as_to is not null)),
    check ((kind = 'cost') = (amount_krw is not null))
);
create index change_event_by_project on change_event (project_id);

comment on column change_event.build_id is 'null: the whole project';
comment on column change_event.class is 'as change_class said when the change was recorded';
comment on column change_event.amount_krw is 'by how much the total cost changes, up or down';

create table change_withdrawal (
    change_id bigint primary key references change_event,
    reason text not null check (reason <> ''),
    recorded_by text not null,
    known_at timestamptz not null
);

-- Programmes and holidays were not versioned before. Their rows are taken as known since this database exists.
insert into registry_version (entity, entity_key, version, known_at, actor, reason, state)
select 'programme', g.code, 1, m.applied_at, 'migration', 'first version', to_jsonb(g)
from programme g
cross join (select min(applied_at) as applied_at from schema_migration) m;
insert into registry_version (entity, entity_key, version, known_at, actor, reason, state)
select 'holiday', to_char(h.day, 'YYYY-MM-DD'), 1, m.applied_at, 'migration', 'first version', to_jsonb(h)
from holiday h
cross join (select min(applied_at) as applied_at from schema_migration) m;
