-- Registry: who builds what for whom, under which programme. One row here is the state that holds now; every earlier
-- state is in registry_version, written in the same transaction, so that any past instant can be asked for.

create table programme (
    code text primary key,
    year integer not null,
    group_ko text,
    name_ko text not null,
    support_type_ko text,
    cap_krw bigint,
    share_percent numeric,
    months integer,
    extension_months_max integer,
    entry_level text,
    agency_ko text,
    monitorable boolean not null,
    as_months integer not null,
    source text not null
);

create table holiday (
    day date primary key,
    name text not null,
    kind text not null,
    source text not null
);

create table region (
    code text not null,
    name_ko text not null,
    valid_from date not null,
    valid_to date,
    primary key (code, valid_from)
);

create table industry (
    code text primary key,
    name_ko text not null,
    revision integer not null
);

create table level (
    scale text not null,
    code text not null,
    name_ko text not null,
    rank integer not null,
    primary key (scale, code)
);

create table programme_phase (
    number integer primary key,
    name_ko text not null,
    actors_ko text not null
);

create table action_word (
    word text primary key,
    code text not null,
    source text not null
);

create table company (
    company_id bigint generated always as identity primary key,
    number text not null unique check (number ~ '^[0-9]{10}$'),
    name text not null,
    email text
);

create table project (
    project_id bigint generated always as identity primary key,
    code text not null unique,
    programme_code text not null references programme,
    agreed_on date,
    build_from date,
    build_to date,
    extended_to date,
    completed_on date,
    as_to date,
    final_evaluated_on date,
    total_cost_krw bigint,
    grant_krw bigint,
    firm_krw bigint,
    local_krw bigint,
    target_level text,
    confirmed_level text,
    confirmed_on date,
    check (agreed_on <= build_from),
    check (build_from <= build_to),
    check (build_to <= extended_to),
    check (completed_on <= as_to),
    check (grant_krw <= total_cost_krw)
);

create table party (
    project_id bigint not null references project,
    role text not null check (role in ('adopter', 'supplier', 'lead', 'supervision', 'costing')),
    company_id bigint not null references company,
    valid_from date not null,
    valid_to date,
    primary key (project_id, role, company_id, valid_from),
    check (valid_from <= valid_to)
);

create table site (
    site_id bigint generated always as identity primary key,
    company_id bigint not null references company,
    serial integer not null,
    name text,
    region_code text,
    address text,
    ksic text,
    size_class text,
    headcount integer,
    workdays text not null,
    shifts text,
    works_on_holidays boolean not null,
    shutdowns text not null,
    unique (company_id, serial)
);

create table build (
    build_id bigint generated always as identity primary key,
    code text not null unique,
    project_id bigint not null references project,
    site_id bigint not null references site,
    solution text,
    system_kind text,
    collect_from date,
    collect_to date,
    intake_profile text not null check (intake_profile in ('FULL', 'LEGACY_10MIN')),
    check (collect_from <= collect_to)
);

-- Every state that any registry row ever had, with the time from which we knew it. Append-only.
create table registry_version (
    entity text not null check (entity in ('programme', 'holiday', 'company', 'project', 'party', 'site', 'build')),
    entity_key text not null,
    version integer not null,
    known_at timestamptz not null,
    actor text not null,
    reason text not null,
    state jsonb not null,
    primary key (entity, entity_key, version)
);

-- Counts every change of registry or keys: running collectors compare it to learn that their snapshot is old.
create table registry_revision (
    singleton boolean primary key default true check (singleton),
    revision bigint not null
);
insert into registry_revision (revision) values (1);

-- A key identifies the sender of one build. Only its keyed hash is here.
create table key (
    key_id bigint generated always as identity primary key,
    build_id bigint not null references build,
    key_hash bytea not null unique check (octet_length(key_hash) = 32),
    hint text not null,
    origin text not null check (origin in ('issued', 'imported')),
    issued_at timestamptz not null,
    revoked_at timestamptz
);
create index key_by_build on key (build_id);
