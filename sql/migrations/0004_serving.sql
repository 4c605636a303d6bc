-- Serving: who may ask, what was sent to whom, what ran when, who did what.

create table api_token (
    token_id bigint generated always as identity primary key,
    token_hash bytea not null unique,
    role text not null check (role in ('viewer', 'evaluator', 'officer', 'approver', 'administrator', 'supplier',
        'exporter', 'auditor')),
    supplier_number text,
    label text not null,
    issued_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    constraint supplier_token_names_its_supplier check ((role = 'supplier') = (supplier_number is not null))
);

-- A link that signs a browser in once.
create table sign_in_link (
    link_hash bytea primary key,
    token_id bigint not null references api_token,
    expires_at timestamptz not null,
    used_at timestamptz
);

create table web_session (
    session_hash bytea primary key,
    token_id bigint not null references api_token,
    signed_in_at timestamptz not null,
    expires_at timestamptz not null
);

-- Messages to be sent, written in the transaction that gives cause for them.
create table outbox (
    message_id bigint generated always as identity primary key,
    idempotency_key text not null unique,
    kind text not null,
    signal_id bigint references signal,
    created_at timestamptz not null,
    subject text not null,
    body text not null
);

create table outbox_recipient (
    message_id bigint not null references outbox,
    recipient text not null,
    state text not null check (state in ('waiting', 'delivered', 'refused', 'given_up')),
    attempts integer not null,
    next_attempt_at timestamptz,
    claimed_until timestamptz,
    settled_at timestamptz,
    primary key (message_id, recipient),
    constraint waiting_has_a_next_attempt check ((state = 'waiting') = (next_attempt_at is not null)),
    constraint settled_has_a_time check ((state = 'waiting') = (settled_at is null))
);
create index outbox_waiting on outbox_recipient (next_attempt_at) where state = 'waiting';

create table outbox_attempt (
    message_id bigint not null,
    recipient text not null,
    attempt integer not null,
    attempted_at timestamptz not null,
    outcome text not null,
    detail text not null,
    primary key (message_id, recipient, attempt),
    foreign key (message_id, recipient) references outbox_recipient
);

-- One row a job and period: a period runs once, whichever instance takes it.
create table job_run (
    job text not null,
    period_start timestamptz not null,
    started_at timestamptz not null,
    lease_until timestamptz not null,
    finished_at timestamptz,
    outcome text,
    detail text,
    primary key (job, period_start)
);

create table export (
    export_id bigint generated always as identity primary key,
    quarter text not null,
    revision integer not null,
    as_of timestamptz not null,
    made_by text not null,
    files jsonb not null,
    unique (quarter, revision)
);

-- What people and commands did. Append-only.
create table audit_event (
    event_id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null
);

-- The hash of each seed file as it was last loaded.
create table seed_state (
    file text primary key,
    hash text not null,
    loaded_at timestamptz not null
);

-- Written by the readiness check: an instance is ready when it can persist, not when it can read.
create table health_probe (
    singleton boolean primary key default true check (singleton),
    probed_at timestamptz not null
);
