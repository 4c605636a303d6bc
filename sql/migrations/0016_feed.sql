-- The change feed: what changed, in the order of numbers that are given after commit. A number given before it would be
-- visible before smaller ones of transactions that still run, and a reader would step over them.

-- Written by whoever changes something, in the same transaction; emptied by the sequencer.
create table feed_pending (
    pending_id bigint generated always as identity primary key,
    recorded_at timestamptz not null,
    kind text not null,
    build_id bigint,
    subject_id bigint,
    body jsonb not null default '{}'
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

comment on column feed_pending.pending_id is 'order of writing, not of commit: says nothing about what is still to come';

-- What readers see. Never changed; forgotten from its beginning only.
create table feed_entry (
    seq bigint primary key,
    sequenced_at timestamptz not null,
    recorded_at timestamptz not null,
    kind text not null check (kind ~ '^[a-z]+\.[a-z]+$'),
    build_id bigint,
    subject_id bigint,
    body jsonb not null check (jsonb_typeof(body) = 'object')
);

comment on table feed_entry is 'the change feed; seq has no gaps from feed_state.pruned_seq + 1 to feed_state.last_seq';
comment on column feed_entry.recorded_at is 'as the writer said, before its commit: no order to read by';
comment on column feed_entry.build_id is 'null: of no build, or of all';
comment on column feed_entry.subject_id is 'of the signal, case, outage, incident, policy or export that the kind names';

create table feed_state (
    singleton boolean primary key default true check (singleton),
    last_seq bigint not null,
    pruned_seq bigint not null,
    epoch text not null default left(gen_random_uuid()::text, 8) check (epoch ~ '^[0-9a-f]{8}$'),
    check (pruned_seq <= last_seq)
);
insert into feed_state (last_seq, pruned_seq) values (0, 0);

comment on column feed_state.pruned_seq is 'entries up to this one were forgotten';
comment on column feed_state.epoch is 'part of every cursor; made anew after a restore, which gives numbers once more';
