-- Who may: the scope of tokens, people behind tokens, local accounts, and the log of who read whose data.

-- Somebody who signs in. A token of another role or name later on is another token of the same person.
create table person (
    person_id bigint generated always as identity primary key,
    issuer text not null,
    subject text not null,
    shown_name text not null unique check (btrim(shown_name) <> ''),
    first_seen_at timestamptz not null,
    unique (issuer, subject)
);

comment on column person.issuer is 'who vouches: the address of an OpenID Connect issuer, or local';
comment on column person.subject is 'what the issuer calls the person, for ever; of a local account its name';
comment on column person.shown_name is 'as pages and history show it; no two persons are shown alike';

alter table api_token
    add column programmes text[] check (cardinality(programmes) > 0),
    add column regions text[] check (cardinality(regions) > 0),
    add column networks cidr[] check (cardinality(networks) > 0),
    add column person_id bigint references person,
    add column requests_a_minute integer check (requests_a_minute > 0);
create index api_token_by_person on api_token (person_id) where person_id is not null;

comment on column api_token.programmes is 'only builds of these programmes; null: of all';
comment on column api_token.regions is 'only builds of sites in these regions; null: in all';
comment on column api_token.networks is 'only from these networks; null: from everywhere';
comment on column api_token.person_id is 'null: the token of a program, or of whom the label names';
comment on column api_token.requests_a_minute is 'null: the limit of all';

-- When a token was last used, to the minute. Beside api_token, which is history.
create table token_use (
    token_id bigint primary key references api_token,
    last_used_at timestamptz not null,
    address_class smallint
);

comment on column token_use.address_class is '1 private, 2 public, 3 loopback, 4 link-local, 5 unspecified';

-- People of a machine without an issuer.
create table local_account (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    person_id bigint not null unique references person,
    role text not null check (role in ('viewer', 'evaluator', 'officer', 'approver', 'administrator', 'exporter',
        'auditor')),
    verifier text not null,
    must_change boolean not null,
    made_at timestamptz not null,
    changed_at timestamptz not null,
    disabled_at timestamptz
);

comment on column local_account.verifier is 'scrypt with its parameters and salt; the password cannot be read from it';
comment on column local_account.must_change is 'true where somebody else chose the password';

-- Wrong passwords since the last right one, by the name that was typed: also of names that nobody has.
create table sign_in_failure (
    name_hash bytea primary key check (octet_length(name_hash) = 32),
    failures integer not null check (failures > 0),
    last_at timestamptz not null
);
create index sign_in_failure_by_time on sign_in_failure (last_at);

-- Before which moment lines of the access log that old may be forgotten: never one to come, whatever the caller says.
create function access_log_forgets_before(keep_days integer, moment timestamptz) returns timestamptz
language sql volatile set search_path = public, pg_temp as $$
    select least(moment, clock_timestamp()) - make_interval(days => keep_days)
$$;

-- 접속기록: every read of the data of builds. Append-only: only access_log_forget takes rows out.
create table access_log (
    entry_id bigint generated always as identity primary key,
    at timestamptz not null,
    token_id bigint not null,
    person_id bigint,
    role text not null,
    label text not null,
    address inet,
    builds bigint[] not null,
    case_id bigint,
    task text not null check (task <> ''),
    detail jsonb not null,
    purpose text check (btrim(purpose) <> ''),
    status integer not null check (status between 100 and 599)
);
create index access_log_by_time on access_log using brin (at);
create index access_log_by_token on access_log (token_id, entry_id);
create index access_log_by_person on access_log (person_id, entry_id) where person_id is not null;
-- Most entries are of one build. Those of lists are few, and are looked through.
create index access_log_by_build on access_log ((builds[1]), entry_id) where cardinality(builds) = 1;
create index access_log_of_lists on access_log (entry_id) where cardinality(builds) > 1;

comment on column access_log.address is 'from where: the sender, behind the proxies that are trusted';
comment on column access_log.builds is 'whose data: build ids; of a list those that were in it';
comment on column access_log.task is 'the operation, or the page';
comment on column access_log.detail is 'what was asked, and how many rows were answered';
comment on column access_log.purpose is 'why, where it must be said: downloads and single receipts';
comment on column access_log.status is 'the HTTP status that was answered';
