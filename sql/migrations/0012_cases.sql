-- Cases: what people do about signals. A case is a list of steps that is only ever added to. The triggers of
-- sql/functions/case_*.sql refuse a step whose conditions are not met, whoever writes it and by whatever code.

create table review_case (
    case_id bigint generated always as identity primary key,
    build_id bigint not null references build,
    agreement_date date,
    conduct_date date not null,
    rule_version text not null check (btrim(rule_version) <> ''),
    answer_days integer not null check (answer_days >= 10)
);
create index review_case_by_build on review_case (build_id);

comment on column review_case.agreement_date is '협약일: which law governs is the agency''s to say';
comment on column review_case.conduct_date is 'first day of the conduct that the case is about';
comment on column review_case.rule_version is 'the rules that the agency applies, in its own words';
comment on column review_case.answer_days is 'days to answer a request for explanation, as the policy says: at least ten';

create table case_signal (
    case_id bigint not null references review_case,
    signal_id bigint not null references signal,
    primary key (case_id, signal_id)
);
create index case_signal_by_signal on case_signal (signal_id);

create table case_step (
    case_id bigint not null references review_case,
    ordinal integer not null check (ordinal > 0),
    at timestamptz not null,
    kind text not null check (kind in ('entered', 'reply', 'hold_begun', 'hold_ended', 'delivery', 'proposal',
        'approval', 'finding', 'note')),
    actor text not null check (btrim(actor) <> ''),
    role text not null check (role in ('officer', 'approver', 'adopter', 'supplier')),
    token_id bigint references api_token,
    link_id bigint,
    state text check (state in ('observation', 'signal', 'quality_check', 'explanation_requested', 'improvement',
        'site_visit_notified', 'site_visit', 'referral', 'prior_notice', 'opinion_review', 'decision',
        'decision_notice', 'objection', 'appeal', 'payment', 'dunning', 'enforced_collection', 'ministry_report',
        'closed')),
    reason text,
    party text check (party in ('adopter', 'supplier')),
    addressees text[] check (addressees <@ array['adopter', 'supplier'] and cardinality(addressees) > 0),
    days integer check (days > 0),
    due_on date,
    text text not null check (btrim(text) <> ''),
    document_hashes text[] not null default '{}',
    document_names text[] not null default '{}',
    primary key (case_id, ordinal),
    constraint staff_have_a_token check ((token_id is not null) = (role in ('officer', 'approver'))),
    constraint firms_reply_by_link check ((link_id is not null) = (role in ('adopter', 'supplier'))),
    constraint firms_only_reply check (link_id is null or (kind = 'reply' and party = role)),
    constraint states_are_entered_or_proposed check ((state is not null) = (kind in ('entered', 'proposal', 'approval'))),
    constraint replies_and_deliveries_have_a_party check ((party is not null) = (kind in ('reply', 'delivery'))),
    constraint a_window_is_whole check (num_nonnulls(addressees, days, due_on) in (0, 3)),
    constraint only_what_is_entered_opens_a_window check (days is null or kind = 'entered'),
    constraint reason_codes_are_known check (case
        when kind in ('entered', 'proposal', 'approval') and state = 'closed' then reason in ('business_closed',
            'suspended', 'technical_fault', 'season_or_shift', 'diligent', 'false_alarm', 'explained', 'improved',
            'decided') and reason is not null
        when kind = 'finding' then reason in ('sound', 'unsound', 'shortfall', 'in_use', 'inconclusive')
            and reason is not null
        when kind = 'reply' then reason = 'declined'
        else reason is null
    end),
    constraint documents_have_hash_and_name check (cardinality(document_hashes) = cardinality(document_names)
        and array_position(document_hashes, null) is null and array_position(document_names, null) is null
        and array_position(document_names, '') is null and array_to_string(document_names, '') !~ '[[:cntrl:]]'
        and array_to_string(document_hashes, ',') ~ '^([0-9a-f]{64}(,[0-9a-f]{64})*)?$')
);

comment on column case_step.kind is 'entered: a state; the others change no state';
comment on column case_step.party is 'whose reply it is, whoever wrote it down; to whom a message was delivered';
comment on column case_step.due_on is 'as announced: the later of it and of what the calendar says today counts';
comment on column case_step.document_hashes is 'SHA-256 in hexadecimal digits, one a document';

-- A signed link by which a firm answers. Only its hash is here; its uses are the replies that name it.
create table case_reply_link (
    link_id bigint generated always as identity primary key,
    link_hash bytea not null unique check (octet_length(link_hash) = 32),
    case_id bigint not null,
    ordinal integer not null,
    party text not null check (party in ('adopter', 'supplier')),
    company_number text not null check (company_number ~ '^[0-9]{10}$'),
    issued_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > issued_at),
    foreign key (case_id, ordinal) references case_step
);
create index case_reply_link_by_case on case_reply_link (case_id);

comment on column case_reply_link.ordinal is 'the step that asks';

alter table case_step add foreign key (link_id) references case_reply_link;

-- Whether steps may have times of their own. False, as it is made, ties the time of every step to the clock of the
-- database; only the owner of the tables may say true, for a simulation or a test that lives in another year.
create table case_clock (
    singleton boolean primary key default true check (singleton),
    is_free boolean not null
);
insert into case_clock (is_free) values (false);

-- The one place that asks the database for the time: a step is written when it is made. Five minutes are for clocks
-- that differ.
create function case_clock_allows(moment timestamptz) returns boolean
language plpgsql volatile set search_path = public, pg_temp as $$
begin
    return (
        select c.is_free
            or moment between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes'
        from case_clock c
    );
end
$$;
