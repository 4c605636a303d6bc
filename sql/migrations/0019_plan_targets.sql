-- What a project declared of itself in its plan (사업계획서), and the build days of running phases in a short form.

-- A declared target. Versioned: a correction closes the version before it, and nothing is ever deleted.
create table plan_target (
    project_id bigint not null references project,
    class text not null check (class in ('P', 'Q', 'C', 'D', 'S', 'E')),
    name text not null check (name <> ''),
    version integer not null check (version > 0),
    known_at timestamptz not null,
    superseded_at timestamptz,
    unit text not null,
    direction text not null check (direction in ('higher', 'lower')),
    base numeric not null,
    target numeric not null,
    weight numeric not null check (weight > 0 and weight <= 100),
    result numeric,
    measured_on date,
    reason text not null check (reason <> ''),
    recorded_by text not null,
    primary key (project_id, class, name, version),
    check (known_at <= superseded_at),
    check ((result is null) = (measured_on is null)),
    check (case direction when 'higher' then target >= base else target <= base end)
);
create unique index plan_target_now on plan_target (project_id, class, name) where superseded_at is null;

comment on table plan_target is 'figures that a project declared of itself; none of them is measured by Afterbuild';
comment on column plan_target.class is 'productivity, quality, cost, delivery; safety and environment in some plans';
comment on column plan_target.superseded_at is 'without a later version: taken back';
comment on column plan_target.weight is 'percent; those of one project sum to 100';
comment on column plan_target.result is 'null until the final evaluation';

-- The build days of a build in its running phase, packed, so that a view of thousands of builds reads one row a build and
-- not one a day. Made of build_day and build_day_user, and made again at any time: no history, and none is lost with it.
create table phase_usage (
    build_id bigint primary key,
    from_day date not null,
    through date not null,
    days bytea not null,
    with_slots boolean not null,
    user_epochs smallint[] not null,
    user_hashes bytea[] not null,
    first_use date,
    last_sign date,
    first_sign date,
    is_stale boolean not null default false,
    check (from_day <= through),
    check (cardinality(user_epochs) = cardinality(user_hashes))
);
-- Packed already.
alter table phase_usage alter column days set storage external;
create index phase_usage_stale on phase_usage (build_id) where is_stale;

comment on column phase_usage.from_day is 'the first day of the phase';
comment on column phase_usage.through is 'the days before it are in; later ones are read from build_day';
comment on column phase_usage.is_stale is 'a day before through has changed since: not to be read';
comment on column phase_usage.first_use is 'as all build days before through say, those before from_day too';
