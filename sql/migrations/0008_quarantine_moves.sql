-- Quarantined records that were moved to their build, the orders by which they were, and what was forgotten.

alter table key drop constraint key_origin_check;
alter table key add constraint key_origin_check check (origin in ('issued', 'imported', 'claimed'));

-- A person's decision about quarantined records, made by quarantine_claim or quarantine_replay. Raw bytes can only be
-- opened outside the database: a running collector carries the order out, and keeps here how far it came.
create table quarantine_order (
    order_id bigint generated always as identity primary key,
    kind text not null check (kind in ('claim', 'replay')),
    lane text not null check (lane in ('unknown_key', 'malformed', 'not_collecting', 'over_limit')),
    key_id bigint references key,
    build_id bigint references build,
    from_day date,
    to_day date,
    ignores_limits boolean not null,
    requested_by text not null,
    reason text not null,
    requested_at timestamptz not null,
    due_at timestamptz not null,
    reached_day date,
    reached_batch bigint,
    reached_ordinal integer,
    moved bigint not null default 0,
    left_over json not null default '{}',
    done_at timestamptz,
    constraint claim_names_key_and_build check (kind = 'replay' or key_id is not null and build_id is not null),
    constraint replay_names_its_days check (kind = 'claim' or from_day <= to_day)
);
create index quarantine_order_open on quarantine_order (order_id) where done_at is null;

comment on column quarantine_order.left_over is 'records of the last pass that stay in quarantine, by the reason they stay for';

-- Which quarantined records are receipts now, under the same id. Written with the receipt; a record moves once.
create table quarantine_move (
    arrival_day date not null,
    batch_id bigint not null,
    ordinal integer not null,
    order_id bigint not null references quarantine_order,
    build_id bigint not null,
    moved_at timestamptz not null,
    primary key (batch_id, ordinal)
);

-- When the raw bytes of quarantined records that arrived before a day were forgotten.
create table quarantine_forgetting (
    before_day date primary key,
    forgotten_at timestamptz not null,
    records bigint not null
);

-- An order reads its lane, or its key, in the order of arrival.
create index quarantine_by_lane on quarantine (lane, arrival_day, batch_id, ordinal);
create index quarantine_by_unknown_key on quarantine (key_hash, arrival_day, batch_id, ordinal)
    where lane = 'unknown_key';
