-- What was noticed and what people did about it. Without the names of persons, and without the words of cases.
create or replace view api.policy_rule as
select p.policy_id, p.name, p.version, p.official, p.effective_from, a.activated_at, r.rule, r.threshold,
    r.minimum_expected_days
from policy p
join policy_rule r on r.policy_id = p.policy_id
left join policy_activation a on a.policy_id = p.policy_id;

comment on view api.policy_rule is 'Rules of policies (판정 기준) in every version; without activated_at it is a draft, by which nobody is judged';
comment on column api.policy_rule.policy_id is 'joins api.signal';
comment on column api.policy_rule.name is 'name of the policy';
comment on column api.policy_rule.version is 'version of the policy';
comment on column api.policy_rule.official is 'whether the agency has set its values officially';
comment on column api.policy_rule.effective_from is 'first day on which it may judge';
comment on column api.policy_rule.activated_at is 'when a second person activated it';
comment on column api.policy_rule.rule is 'code of the rule';
comment on column api.policy_rule.threshold is 'working days, ratio, percentile, reasons or levels, as the rule has it';
comment on column api.policy_rule.minimum_expected_days is 'expected days that must have passed before the rule speaks';

create or replace view api.signal as
select s.signal_id, s.build_id, s.rule, s.severity, s.policy_id, s.raised_at, c.cleared_at, s.window_from, s.window_to,
    (s.evidence ->> 'threshold')::double precision as threshold, (s.evidence ->> 'value')::double precision as value,
    (s.evidence ->> 'numerator')::integer as numerator, (s.evidence ->> 'denominator')::integer as denominator
from signal s
left join signal_clearing c on c.signal_id = s.signal_id;

comment on view api.signal is 'Signals (신호): each asks people to look and decides nothing';
comment on column api.signal.signal_id is 'number of the signal';
comment on column api.signal.build_id is 'joins api.build';
comment on column api.signal.rule is 'code of the rule';
comment on column api.signal.severity is 'notice, review or visit';
comment on column api.signal.policy_id is 'joins api.policy_rule';
comment on column api.signal.raised_at is 'when it was raised';
comment on column api.signal.cleared_at is 'when it ended; null while it stands';
comment on column api.signal.window_from is 'first day of what it is about';
comment on column api.signal.window_to is 'last day, included';
comment on column api.signal.threshold is 'the threshold of the policy at that time';
comment on column api.signal.value is 'the figure that was held against it';
comment on column api.signal.numerator is 'numerator of the figure';
comment on column api.signal.denominator is 'denominator of the figure';

create or replace view api.review_case as
select c.case_id, c.build_id, o.at as opened_at, e.state, e.at as entered_at, e.due_on, e.reason,
    (select count(*)::integer from case_signal g where g.case_id = c.case_id) as signals
from review_case c
join case_step o on o.case_id = c.case_id and o.ordinal = 1
cross join lateral (
    select s.state, s.at, s.due_on, s.reason
    from case_step s
    where s.case_id = c.case_id and s.kind = 'entered'
    order by s.ordinal desc
    limit 1
) e;

comment on view api.review_case is 'Cases (검토 건) with the state they are in; who did what stays in the case';
comment on column api.review_case.case_id is 'number of the case';
comment on column api.review_case.build_id is 'joins api.build';
comment on column api.review_case.opened_at is 'when it was opened';
comment on column api.review_case.state is 'the state it is in';
comment on column api.review_case.entered_at is 'since when';
comment on column api.review_case.due_on is 'the day announced as the last, where the state opened a window';
comment on column api.review_case.reason is 'why it was closed; null while it is not';
comment on column api.review_case.signals is 'how many signals it is about';

create or replace view api.incident as
select i.incident_id, i.trait, i.trait_name, i.first_last_sign, i.last_last_sign, i.sharing, i.opened_at, e.ended_on,
    (select count(*)::integer from incident_build m where m.incident_id = i.incident_id) as members
from incident i
left join incident_end e on e.incident_id = i.incident_id;

comment on view api.incident is 'Many builds that fell silent together: one cause, not held against them';
comment on column api.incident.incident_id is 'number of the incident';
comment on column api.incident.trait is 'what they share: everyone, supplier, dialect, region or programme';
comment on column api.incident.trait_name is 'its value, in Korean where it has a name';
comment on column api.incident.first_last_sign is 'when the first of them was heard for the last time';
comment on column api.incident.last_last_sign is 'when the last of them was heard for the last time';
comment on column api.incident.sharing is 'builds that shared the trait';
comment on column api.incident.opened_at is 'when it was opened';
comment on column api.incident.ended_on is 'the last day that is not held against its builds; null while it goes on';
comment on column api.incident.members is 'builds that fell silent';
