-- The peer's tables: one wide primary key that also removes duplicates, as such a service would have it.
create table peer_key (key text primary key, id bigint not null);
create table peer_event (
    installation_id bigint, occurred_at timestamptz, received_at timestamptz, event_hash bytea, user_hash bytea,
    action smallint, ip text, quantity bigint,
    primary key (installation_id, occurred_at, event_hash)
) partition by range (occurred_at);
create table peer_event_rest partition of peer_event default;
