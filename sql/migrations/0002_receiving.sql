-- Receiving: everything that arrives, once, as it arrived. The collector only appends here, by COPY.

-- One row a start of a collector: its number is part of every batch id.
create table collector_instance (
    instance_id integer generated always as identity primary key,
    started_at timestamptz not null
);

-- One row a committed batch, written in the same transaction: settles a COMMIT whose outcome was not seen.
create table batch (
    batch_id bigint primary key,
    committed_at timestamptz not null,
    records integer not null
);

-- Counted records. (batch_id, ordinal) is the receipt id. Partitioned by the KST day of arrival.
create table receipt (
    build_id bigint not null,
    arrival_day date not null,
    batch_id bigint not null,
    ordinal integer not null,
    received_at timestamptz not null,
    occurred_at timestamptz not null,
    occurred_day date not null,
    key_id bigint not null,
    dialect smallint not null,
    action smallint,
    user_epoch smallint,
    user_hash bytea,
    address_class smallint,
    address_hash bytea,
    quantity bigint,
    log_dt text,
    use_se text,
    repairs bigint not null,
    implausible boolean not null
) partition by range (arrival_day);
create index receipt_by_build_day on receipt (build_id, occurred_day);

comment on column receipt.log_dt is 'verbatim logDt where it differs from canonical form';
comment on column receipt.use_se is 'verbatim useSe where it differs from the action code';
comment on column receipt.repairs is 'bit set of named repairs; afterbuild decode prints their names';

-- The sealed bytes of requests that needed repair, for the support desk. 90 days by default.
create table receipt_raw (
    build_id bigint not null,
    arrival_day date not null,
    batch_id bigint not null,
    ordinal integer not null,
    sealed bytea not null,
    primary key (build_id, batch_id, ordinal)
);
create index receipt_raw_by_arrival on receipt_raw (arrival_day);

-- Whatever could not be counted, with its reason and its sealed bytes. Partitioned like receipt.
create table quarantine (
    arrival_day date not null,
    batch_id bigint not null,
    ordinal integer not null,
    received_at timestamptz not null,
    lane text not null check (lane in ('test', 'unknown_key', 'malformed', 'not_collecting', 'over_limit')),
    code text not null,
    key_id bigint,
    key_hash bytea,
    occurred_at timestamptz,
    occurred_day date,
    dialect smallint,
    repairs bigint not null,
    sealed bytea not null
) partition by range (arrival_day);
create index quarantine_by_key on quarantine (key_id, occurred_day) where key_id is not null;

-- Build days that must be recomputed because something of them arrived. Append-only for the collector; may hold the
-- same day many times.
create table touched_day (
    build_id bigint not null,
    day date not null,
    arrival_day date not null
);
create index touched_day_by_day on touched_day (build_id, day);
