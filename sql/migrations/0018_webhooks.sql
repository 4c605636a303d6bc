-- Web hooks: who is told of which changes where, what was sent, and what came back.

create table webhook_subscription (
    subscription_id bigint generated always as identity primary key,
    token_id bigint not null references api_token,
    url text not null check (length(url) <= 2000),
    description text not null check (length(description) <= 200),
    events text[] not null,
    programmes text[] not null,
    builds text[] not null,
    regions text[] not null,
    secret bytea not null,
    old_secret bytea,
    old_secret_until timestamptz,
    feed_position bigint not null check (feed_position >= 0),
    created_at timestamptz not null,
    created_by text not null,
    changed_at timestamptz not null,
    paused_at timestamptz,
    disabled_at timestamptz,
    disabled_reason text,
    deleted_at timestamptz,
    failures integer not null default 0 check (failures >= 0),
    failing_since timestamptz,
    hold_until timestamptz,
    claimed_until timestamptz,
    constraint an_old_secret_has_an_end check ((old_secret is null) = (old_secret_until is null)),
    constraint disabled_for_a_reason check ((disabled_at is null) = (disabled_reason is null)),
    constraint failing_since_the_first_failure check ((failures = 0) = (failing_since is null))
);
create index webhook_subscription_by_token on webhook_subscription (token_id) where deleted_at is null;

comment on column webhook_subscription.events is 'kinds of changes; empty: every kind that the token may see';
comment on column webhook_subscription.programmes is 'only builds of these programmes; empty: of all';
comment on column webhook_subscription.builds is 'only builds of these codes; empty: all';
comment on column webhook_subscription.regions is 'only builds at sites of these regions; empty: of all';
comment on column webhook_subscription.secret is 'sealed with a key that is not in the database';
comment on column webhook_subscription.old_secret is 'signs beside the new one until old_secret_until';
comment on column webhook_subscription.feed_position is 'the last number of the change feed that was turned into deliveries';
comment on column webhook_subscription.failures is 'failed tries in a row, of whichever delivery';
comment on column webhook_subscription.hold_until is 'nothing is sent before, so that a receiver that is down is not asked again and again';
comment on column webhook_subscription.claimed_until is 'one sender at a time, so that deliveries keep their order';

-- A delivery of a change, of a test (event ping), or of an earlier delivery once more (resend_of).
create table webhook_delivery (
    delivery_id bigint generated always as identity primary key,
    subscription_id bigint not null references webhook_subscription,
    feed_seq bigint,
    build_id bigint,
    event text not null,
    resend_of bigint references webhook_delivery on delete set null,
    idempotency_id text not null unique default gen_random_uuid()::text,
    payload text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null check (state in ('waiting', 'delivered', 'given_up', 'cancelled')),
    attempts integer not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz,
    settled_at timestamptz,
    constraint a_change_is_delivered_once unique (subscription_id, feed_seq),
    constraint webhook_waiting_has_a_next_attempt check ((state = 'waiting') = (next_attempt_at is not null)),
    constraint webhook_settled_has_a_time check ((state = 'waiting') = (settled_at is null))
);
create index webhook_delivery_waiting on webhook_delivery (subscription_id, delivery_id) where state = 'waiting';
create index webhook_delivery_log on webhook_delivery (subscription_id, delivery_id);
create index webhook_delivery_by_age on webhook_delivery (created_at);
create index webhook_delivery_resent on webhook_delivery (resend_of) where resend_of is not null;

comment on column webhook_delivery.feed_seq is 'null for a test and for a resend';
comment on column webhook_delivery.build_id is 'whose data it tells; null for a test and for a change of no build';
comment on column webhook_delivery.idempotency_id is 'the same at every try: by it a receiver knows what it has already';
comment on column webhook_delivery.payload is 'the bytes that are signed and sent, as they were when the change was seen';

-- What came of each try, written after it. Goes with its delivery after 90 days.
create table webhook_attempt (
    delivery_id bigint not null references webhook_delivery on delete cascade,
    attempt integer not null check (attempt > 0),
    at timestamptz not null,
    outcome text not null,
    status integer,
    milliseconds integer not null check (milliseconds >= 0),
    detail text not null,
    answer text not null check (length(answer) <= 500),
    primary key (delivery_id, attempt)
);

comment on column webhook_attempt.outcome is 'delivered, status (the receiver answered with another one than 2xx), or why there was no answer';
comment on column webhook_attempt.answer is 'the first bytes of the receiver''s answer without control characters';
