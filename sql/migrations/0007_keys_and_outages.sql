-- The end of rotated keys, and the intervals in which nothing could be received.

alter table key add column expires_at timestamptz;

comment on column key.expires_at is 'set by a rotation: from then on the key is as unknown as a revoked one';

-- When each start of a collector could receive, in PostgreSQL or in its spool; extended by a heartbeat.
-- An interval may come late: one that was on the spool is written when PostgreSQL is back.
create table collector_presence (
    instance_id integer not null,
    began_at timestamptz not null,
    seen_at timestamptz not null,
    ending text check (ending in ('stopped', 'stalled', 'both stores failed')),
    detail text not null,
    primary key (instance_id, began_at),
    check (began_at <= seen_at)
);

comment on column collector_presence.ending is 'null while it goes on, and for ever after a crash';

-- Intervals in which no instance could receive, made by outages_record. Append-only: one that turns out to be none,
-- or another, is superseded.
create table outage (
    outage_id bigint generated always as identity primary key,
    began_at timestamptz not null,
    ended_at timestamptz not null,
    cause text not null check (cause in ('crashed', 'stopped', 'stalled', 'both stores failed')),
    detail text not null,
    known_at timestamptz not null,
    superseded_at timestamptz,
    check (began_at < ended_at),
    check (known_at <= superseded_at)
);
create unique index outage_now on outage (began_at, ended_at) where superseded_at is null;
