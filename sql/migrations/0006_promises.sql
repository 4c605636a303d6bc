-- What the batch endpoint promised, and where keys were used from.

-- One row a request of the batch endpoint, written with its batch: a repeat with the same Idempotency-Key gets the
-- first answer. A ledger, not partitioned: senders of batches are few.
create table submission (
    batch_id bigint primary key,
    key_id bigint not null,
    idempotency_key text check (length(idempotency_key) between 1 and 200),
    lines integer not null,
    counted integer not null,
    quarantined json not null,
    unique (key_id, idempotency_key)
);

comment on column submission.quarantined is 'the lines that were not counted: line, lane, code, reason; in the order of the answer';

-- A key was used from a dialect or a network class for the first time. Append-only; two instances may note the same.
create table key_sighting (
    build_id bigint not null,
    key_id bigint not null,
    dialect smallint not null,
    network smallint,
    seen_at timestamptz not null
);
create index key_sighting_by_build on key_sighting (build_id, key_id);

comment on column key_sighting.network is 'class of the sender''s own address, as in receipt.address_class';
