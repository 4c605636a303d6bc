-- Computing: build days, recomputed from receipts and versioned, so that "as of" can be answered.

create table build_day (
    build_id bigint not null,
    day date not null,
    version integer not null,
    known_at timestamptz not null,
    superseded_at timestamptz,
    receipts integer not null,
    distinct_tuples integer not null,
    slots bit(144) not null,
    users integer not null,
    actions integer[] not null,
    first_at timestamptz,
    last_at timestamptz,
    hours integer[] not null,
    late integer not null,
    rejected integer not null,
    implausible integer not null,
    arrived integer not null,
    arrival_days date[] not null,
    primary key (build_id, day, version)
);
create unique index build_day_now on build_day (build_id, day) where superseded_at is null;

comment on column build_day.slots is 'active 10-minute slots of the KST day, bit 0 = 00:00 to 00:09';
comment on column build_day.actions is 'receipts by action DO6001 to DO6007, then without a known action';
comment on column build_day.arrival_days is 'arrival partitions that hold receipts or quarantined records of this day';

-- Pseudonyms seen on a build day: makes distinct counts exact over any window. Only added to.
create table build_day_user (
    build_id bigint not null,
    day date not null,
    user_epoch smallint not null,
    user_hash bytea not null,
    known_at timestamptz not null,
    primary key (build_id, day, user_epoch, user_hash)
);

create table policy (
    policy_id bigint generated always as identity primary key,
    name text not null,
    version integer not null,
    official boolean not null,
    author text not null,
    approver text not null,
    effective_from date not null,
    imported_at timestamptz not null,
    source_yaml text not null,
    unique (name, version),
    constraint approver_is_not_author check (author <> approver)
);

create table policy_rule (
    policy_id bigint not null references policy,
    rule text not null,
    threshold double precision not null,
    minimum_expected_days integer not null,
    primary key (policy_id, rule)
);

-- A rule held for a build over a window. Frozen: never updated.
create table signal (
    signal_id bigint generated always as identity primary key,
    build_id bigint not null,
    policy_id bigint not null references policy,
    rule text not null,
    raised_at timestamptz not null,
    window_from date not null,
    window_to date not null,
    reason text not null,
    evidence jsonb not null
);
create index signal_by_build on signal (build_id, rule);

-- The end of a signal, with the numbers that ended it.
create table signal_clearing (
    signal_id bigint primary key references signal,
    cleared_at timestamptz not null,
    reason text not null,
    evidence jsonb not null
);
