-- Closed windows with what was known of them when, and the list of what changed since they were computed.

create table window_version (
    build_id bigint not null,
    kind text not null
        check (kind in ('month', 'quarter', 'intensive_as', 'final_evaluation', 'after_care')),
    window_from date not null,
    window_to date not null,
    version integer not null,
    known_at timestamptz not null,
    superseded_at timestamptz,
    reason text not null check (reason <> ''),
    expected_days integer not null,
    coverage double precision not null check (coverage between 0 and 1),
    excluded jsonb not null,
    figures jsonb not null,
    code_version text not null,
    primary key (build_id, kind, window_from, window_to, version),
    check (window_from <= window_to),
    check (known_at <= superseded_at)
);
create unique index window_version_now on window_version (build_id, window_to, window_from, kind)
    where superseded_at is null;

comment on table window_version is 'figures of windows that are over, seen from the day after their last day';
comment on column window_version.coverage is 'share of the days of work of which our collector missed nothing';
comment on column window_version.excluded is 'the days that were not expected, by reason; FROM/TO is a run of days';
comment on column window_version.figures is 'by KPI, each with the version of its definition';

-- A build of which something became known that may change the figures of its closed windows that end on from_day or
-- later. Whoever changes what figures are made of adds a row in the same transaction, so that nothing is missed, however
-- late it commits.
create table window_touch (
    touch_id bigint generated always as identity primary key,
    build_id bigint,
    from_day date not null,
    cause text not null,
    detail text not null
);
create index window_touch_by_build on window_touch (build_id);

comment on column window_touch.build_id is 'null: every build';

-- When all builds were looked through for windows to close.
create table window_sweep (
    sweep_id bigint generated always as identity primary key,
    day date not null,
    done_at timestamptz not null,
    definitions text not null
);

comment on column window_sweep.day is 'every window that ended before it is kept';
comment on column window_sweep.definitions is 'the versions of the KPI definitions: where they change, windows are made again';
