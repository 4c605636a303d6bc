-- Policies with a life: a draft by its author, a back-test of exactly that draft, an activation by somebody else. What
-- is activated is never edited. And incidents: many builds that fell silent together.

alter table policy add column change_days integer not null default 30 check (change_days >= 0);
alter table policy add column common_cause_builds integer check (common_cause_builds > 1);
alter table policy add column common_cause_share double precision check (common_cause_share between 0 and 1);
alter table policy add column common_cause_days integer check (common_cause_days > 0);
alter table policy add column common_cause_silence integer check (common_cause_silence > 0);
alter table policy add constraint common_cause_is_whole check (
    num_nulls(common_cause_builds, common_cause_share, common_cause_days, common_cause_silence) in (0, 4));
alter table policy add unique (policy_id, author, effective_from);

comment on column policy.change_days is 'days for which a recorded change explains a feed that stops or thins';

alter table policy_rule add column clear_threshold double precision;
alter table policy_rule add column minimum_coverage double precision not null default 0
    check (minimum_coverage between 0 and 1);
alter table policy_rule add column days text not null default 'last28' check (days in ('intensive_as', 'last28', 'last91'));
alter table policy_rule add column severity text not null default 'review'
    check (severity in ('notice', 'review', 'visit'));
alter table policy_rule add column minimum_peers integer not null default 10 check (minimum_peers > 0);
alter table policy_rule add column template text;
update policy_rule set clear_threshold = threshold;
update policy_rule set days = 'intensive_as' where rule = 'low_active_day_rate';
alter table policy_rule alter column clear_threshold set not null;

create table policy_rule_step (
    policy_id bigint not null,
    rule text not null,
    from_month integer not null check (from_month >= 0),
    threshold double precision not null,
    primary key (policy_id, rule, from_month),
    foreign key (policy_id, rule) references policy_rule
);

-- Past quarters judged again under a draft.
create table backtest (
    backtest_id bigint generated always as identity primary key,
    policy_id bigint not null references policy,
    against_policy_id bigint references policy,
    quarters text[] not null check (cardinality(quarters) > 0),
    builds integer not null,
    made_at timestamptz not null,
    made_by text not null,
    code_version text not null,
    unique (backtest_id, policy_id)
);

comment on column backtest.against_policy_id is 'the policy in force then; null where there was none';

-- Builds that one of the two policies raises at the end of a quarter.
create table backtest_verdict (
    backtest_id bigint not null references backtest,
    quarter text not null,
    build_id bigint not null,
    rule text not null,
    draft text not null,
    active text,
    primary key (backtest_id, quarter, build_id, rule)
);

create table policy_activation (
    policy_id bigint primary key,
    author text not null,
    effective_from date not null,
    approver text not null,
    activated_at timestamptz not null,
    backtest_id bigint,
    foreign key (policy_id, author, effective_from) references policy (policy_id, author, effective_from),
    foreign key (backtest_id, policy_id) references backtest (backtest_id, policy_id),
    constraint approver_is_not_author check (author <> approver)
);
insert into policy_activation (policy_id, author, effective_from, approver, activated_at, backtest_id)
select policy_id, author, effective_from, approver, imported_at, null from policy;
-- What was in force before back-tests existed has none.
alter table policy_activation add constraint activation_needs_a_backtest check (backtest_id is not null) not valid;

alter table policy drop column approver;

alter table signal add column severity text not null default 'review' check (severity in ('notice', 'review', 'visit'));
alter table signal_clearing add column verdict text not null default 'clear';

-- Many builds that fell silent together: one incident in place of many signals. Append-only.
create table incident (
    incident_id bigint generated always as identity primary key,
    trait text not null check (trait in ('everyone', 'supplier', 'dialect', 'region', 'programme')),
    trait_value text not null,
    trait_name text not null,
    first_last_sign date not null,
    last_last_sign date not null,
    sharing integer not null,
    policy_id bigint not null references policy,
    opened_at timestamptz not null,
    check (first_last_sign <= last_last_sign)
);

comment on column incident.sharing is 'builds that shared the trait when it was opened';

create table incident_build (
    incident_id bigint not null references incident,
    build_id bigint not null,
    last_sign date not null,
    primary key (incident_id, build_id)
);
create index incident_of_build on incident_build (build_id);

create table incident_end (
    incident_id bigint primary key references incident,
    ended_on date not null,
    ended_at timestamptz not null,
    ended_by text not null,
    reason text not null
);

comment on column incident_end.ended_on is 'the last day that is not held against its builds';

-- Where each build stood among comparable ones, as the judge of a day found it. Append-only.
create table peer_standing (
    build_id bigint not null,
    day date not null,
    known_at timestamptz not null,
    circle text not null,
    peers integer not null,
    median double precision not null,
    percentile double precision not null,
    favourable double precision not null,
    primary key (build_id, day)
);

comment on column peer_standing.circle is 'what the builds compared have in common';
comment on column peer_standing.percentile is 'share of the peers that are lower, 0 to 100; equal ones count half';
