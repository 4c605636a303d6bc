-- The steps of a case, as the application's role writes them by plain inserts: what is refused, and what is allowed.
begin;
create extension if not exists pgtap;
select plan(83);

insert into holiday (day, name, kind, source) values ('2026-05-05', '어린이날', 'statutory', ''),
    ('2025-05-01', '근로자의 날', 'labour_day', '') on conflict do nothing;
delete from outage;

-- Last days.
select is(case_due('2026-03-02', 10), date '2026-03-12', 'the first day does not count');
select is(case_due('2026-03-04', 10), date '2026-03-16', 'a Saturday gives way to Monday');
select is(case_due('2026-04-24', 11), date '2026-05-06', 'a holiday to the next working day');
select is(case_due('2025-04-21', 10), date '2025-05-01', 'the day of workers was no public holiday');
select is(case_due('2026-03-02', 10, array[daterange('2026-03-04', '2026-03-06', '[]')]), date '2026-03-16',
    'days on hold do not count');
insert into outage (began_at, ended_at, cause, detail, known_at, superseded_at) values
    ('2026-03-05 10:00+09', '2026-03-05 10:10+09', 'crashed', '', '2026-03-05', null),
    ('2026-03-06 10:00+09', '2026-03-06 10:09:59+09', 'crashed', '', '2026-03-06', null),
    ('2026-03-06 10:05+09', '2026-03-06 10:09+09', 'crashed', '', '2026-03-06', null),
    ('2026-03-08 23:55+09', '2026-03-08 23:55:01+09', 'crashed', '', '2026-03-08', null),
    ('2026-03-09 10:00+09', '2026-03-09 20:00+09', 'crashed', '', '2026-03-09', '2026-03-10');
select is(case_due('2026-03-02', 10), date '2026-03-16',
    'ten minutes of a day of ours, or some of its last ten, do not count; less, counted once, and what was none, does');
delete from outage;

-- Who, and about what.
insert into programme (code, year, name_ko, monitorable, as_months, source) values ('T', 2026, 't', true, 6, '');
insert into project (code, programme_code) values ('T', 'T');
insert into company (number, name) values ('1111111119', 'adopter'), ('4444444444', 'supplier'), ('5555555553', 'other');
insert into party (project_id, role, company_id, valid_from, valid_to)
select p.project_id, v.role, c.company_id, v.valid_from::date, v.valid_to::date
from project p, (values ('adopter', '1111111119', '2026-01-01', null), ('supplier', '4444444444', '2026-01-01', '2026-04-30'),
    ('supplier', '5555555553', '2026-05-01', null)) v (role, number, valid_from, valid_to)
join company c on c.number = v.number where p.code = 'T';
insert into site (company_id, serial, workdays, works_on_holidays, shutdowns)
select company_id, 99, '', false, '' from company where number = '1111111119';
insert into build (code, project_id, site_id, intake_profile)
select 'T-' || n, (select project_id from project where code = 'T'), (select site_id from site where serial = 99), 'FULL'
from generate_series(1, 2) n;
insert into api_token (token_id, token_hash, role, label, issued_at, expires_at, revoked_at) overriding system value values
    (-1, '-1', 'officer', 'officer', '2026-01-01', null, null),
    (-2, '-2', 'approver', 'approver', '2026-01-01', null, null),
    (-3, '-3', 'approver', 'officer', '2026-01-01', null, null),
    (-4, '-4', 'administrator', 'administrator', '2026-01-01', null, null),
    (-5, '-5', 'officer', 'gone', '2026-01-01', null, '2026-02-01'),
    (-6, '-6', 'officer', 'past', '2026-01-01', '2026-02-01', null),
    -- One person whose role and name changed.
    (-7, '-7', 'officer', 'kim', '2026-01-01', null, null),
    (-8, '-8', 'approver', 'kim (renamed)', '2026-01-01', null, null);
insert into person (person_id, issuer, subject, shown_name, first_seen_at) overriding system value
values (-1, 'https://issuer.test', 'kim', 'kim', '2026-01-01');
update api_token set person_id = -1 where token_id in (-7, -8);
insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
values ('T', 1, false, 'a', '2026-01-01', '2026-01-01', '');
insert into signal (signal_id, build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
overriding system value
select v.id, b.build_id, (select policy_id from policy where name = 'T'), 'silent', '2026-02-01', '2026-01-01',
    '2026-01-31', '', '{}'
from (values (-1, 'T-1'), (-2, 'T-2')) v (id, code) join build b using (code);

create temporary table story (at timestamptz);
insert into story values ('2026-03-02 10:00+09');
grant select on story to afterbuild_app;

set local role afterbuild_app;
insert into review_case (case_id, build_id, conduct_date, rule_version, answer_days) overriding system value
select v.id, b.build_id, '2026-01-01', 'rules', v.days
from (values (-1, 'T-1', 10), (-2, 'T-1', 14), (-3, 'T-2', 10)) v (id, code, days) join build b using (code);
reset role;

-- One step as the application's role; today is the time of the story.
create function pg_temp.step(kind text, state text default null, reason text default null, days integer default null,
    due text default null, asks text[] default null, party text default null, token bigint default -1,
    link bigint default null, doc boolean default false, in_case bigint default -1, body text default 'why')
returns void language plpgsql as $$
begin
    set local role afterbuild_app;
    insert into case_step (case_id, ordinal, at, kind, actor, role, token_id, link_id, state, reason, party,
        addressees, days, due_on, text, document_hashes, document_names)
    select in_case, (select coalesce(max(s.ordinal), 0) + 1 from case_step s where s.case_id = in_case), t.at, step.kind,
        coalesce(a.label, 'firm'), coalesce(a.role, step.party), case when step.link is null then step.token end,
        step.link, step.state, step.reason, step.party, step.asks, step.days, step.due::date, step.body,
        case when doc then array[repeat('0a', 32)] else '{}' end, case when doc then array['letter.pdf'] else '{}' end
    from story t
    left join api_token a on a.token_id = step.token and step.link is null;
    reset role;
end
$$;
create function pg_temp.today(day text) returns void language sql as $$
    update story set at = (day || ' 10:00')::timestamp at time zone 'Asia/Seoul'
$$;

-- The clock.
select throws_ok($$ select pg_temp.step('entered', 'observation') $$, 'AB004', null, 'a step is of now');
select throws_ok($$ set local role afterbuild_app; update case_clock set is_free = true $$, '42501', null,
    'the application cannot free the clock');
select lives_ok($$ insert into case_step (case_id, ordinal, at, kind, actor, role, token_id, state, text)
    values (-3, 1, clock_timestamp() - interval '4 minutes', 'entered', 'officer', 'officer', -1, 'observation', 'why') $$,
    'four minutes are now');
select throws_ok($$ insert into case_step (case_id, ordinal, at, kind, actor, role, token_id, text)
    values (-3, 2, clock_timestamp() + interval '6 minutes', 'note', 'officer', 'officer', -1, 'why') $$, 'AB004', null,
    'six minutes ahead are not');
update case_clock set is_free = true;

-- The beginning.
select throws_ok($$ select pg_temp.step('note') $$, 'AB001', null, 'nothing before the first state');
select throws_ok($$ select pg_temp.step('entered', 'referral') $$, 'AB001', null, 'a case does not begin at the committee');
select throws_ok($$ select pg_temp.step('entered', 'signal') $$, 'AB039', null, 'a signal case names a signal');
select throws_ok($$ set local role afterbuild_app; insert into case_signal values (-1, -2) $$, 'AB043', null,
    'of its own build');
select lives_ok($$ set local role afterbuild_app; insert into case_signal values (-1, -1); reset role $$, 'it is named');
select throws_ok($$ set local role afterbuild_app; insert into case_signal values (-2, -1) $$, 'AB044', null,
    'in one open case');
select throws_ok($$ select pg_temp.step('entered', 'signal', token => -4) $$, 'AB005', null, 'administrators do not step');
select throws_ok($$ select pg_temp.step('entered', 'signal', token => -5) $$, 'AB006', null, 'nor revoked tokens');
select throws_ok($$ select pg_temp.step('entered', 'signal', token => -6) $$, 'AB006', null, 'nor expired ones');
select throws_ok($$ set local role afterbuild_app; insert into case_step
    (case_id, ordinal, at, kind, actor, role, token_id, state, text)
    values (-1, 1, '2026-03-02', 'entered', 'officer', 'approver', -1, 'signal', 'why') $$, 'AB006', null,
    'the token has the role and name of the step');
select throws_ok($$ select pg_temp.step('entered', 'signal', body => ' ') $$, 'AB040', null, 'every step says why');
select lives_ok($$ select pg_temp.step('entered', 'signal') $$, 'a case begins with a signal');
select throws_ok($$ set local role afterbuild_app; insert into case_step
    (case_id, ordinal, at, kind, actor, role, token_id, text)
    values (-1, 3, '2026-03-03', 'note', 'officer', 'officer', -1, 'why') $$, 'AB002', null, 'no ordinal is left out');
select throws_ok($$ set local role afterbuild_app; insert into case_step
    (case_id, ordinal, at, kind, actor, role, token_id, text)
    values (-1, 2, '2026-03-01', 'note', 'officer', 'officer', -1, 'why') $$, 'AB003', null, 'time does not run backwards');
select throws_ok($$ select pg_temp.step('entered', 'explanation_requested', null, 10, '2026-03-12', '{adopter}') $$,
    'AB008', null, 'the quality check comes first');
select throws_ok($$ select pg_temp.step('finding', null, 'sound') $$, 'AB034', null, 'and so does its finding');

-- The request.
select lives_ok($$ select pg_temp.step('entered', 'quality_check') $$, 'the data are checked');
select throws_ok($$ select pg_temp.step('entered', 'explanation_requested', null, 10, '2026-03-12', '{adopter}') $$,
    'AB015', null, 'the finding comes before the request');
select lives_ok($$ select pg_temp.step('finding', null, 'sound') $$, 'they are sound');
select throws_ok($$ select pg_temp.step('entered', 'explanation_requested', null, 9, '2026-03-12', '{adopter}') $$,
    'AB011', null, 'nine days are too few');
select throws_ok($$ select pg_temp.step('entered', 'explanation_requested', null, 10, '2026-03-11', '{adopter}') $$,
    'AB012', null, 'no day before the last may be announced');
select throws_ok($$ select pg_temp.step('entered', 'explanation_requested') $$, 'AB010', null, 'somebody is asked');
select throws_ok($$ select pg_temp.step('entered', 'explanation_requested', null, 10, '2026-03-12', '{lead}') $$,
    '23514', null, 'adopter or supplier');
select lives_ok($$ select pg_temp.step('entered', 'explanation_requested', null, 10, '2026-03-12', '{adopter,supplier}') $$,
    'both are asked');

-- Links and replies.
select throws_ok($$ set local role afterbuild_app; insert into case_reply_link
    (link_hash, case_id, ordinal, party, company_number, issued_at, expires_at)
    values (sha256('x'), -1, 4, 'supplier', '5555555553', '2026-03-02', '2026-07-01') $$, 'AB045', null,
    'no link for who is not the supplier on the day');
select lives_ok($$ set local role afterbuild_app; insert into case_reply_link
    (link_id, link_hash, case_id, ordinal, party, company_number, issued_at, expires_at) overriding system value
    values (-1, sha256('a'), -1, 4, 'supplier', '4444444444', '2026-03-02', '2026-07-01'); reset role $$, 'one for who is');
select throws_ok($$ select pg_temp.step('reply', party => 'supplier') $$, 'AB013', null,
    'what an officer writes down for a firm has its document');
select throws_ok($$ select pg_temp.step('reply', party => 'adopter', link => -1) $$, 'AB038', null,
    'a supplier does not answer for the adopter');
select throws_ok($$ select pg_temp.step('note', party => 'supplier', link => -1) $$, 'AB005', null, 'a firm only replies');
select lives_ok($$ select pg_temp.step('reply', party => 'supplier', link => -1) $$, 'the supplier replies');

-- The improvement period.
select pg_temp.today('2026-03-16');
select throws_ok($$ select pg_temp.step('reply', reason => 'declined', party => 'supplier', link => -1) $$, 'AB042', null,
    'nobody declines what was not offered');
select lives_ok($$ select pg_temp.step('entered', 'improvement', null, 30, '2026-04-15', '{supplier}') $$, 'it is offered');
select throws_ok($$ select pg_temp.step('entered', 'site_visit') $$, 'AB008', null, 'no visit without notice');
select throws_ok($$ select pg_temp.step('entered', 'site_visit_notified', null, 6, '2026-03-24', '{adopter}') $$,
    'AB011', null, 'the notice is of seven days');
select lives_ok($$ select pg_temp.step('entered', 'site_visit_notified', null, 7, '2026-03-23', '{adopter}') $$, 'noticed');
select pg_temp.today('2026-03-23');
select throws_ok($$ select pg_temp.step('entered', 'site_visit') $$, 'AB022', null, 'the seventh day is too early');
select pg_temp.today('2026-03-24');
select lives_ok($$ select pg_temp.step('entered', 'site_visit') $$, 'the eighth is not');

-- The referral.
select throws_ok($$ select pg_temp.step('entered', 'referral') $$, 'AB020', null, 'the improvement period is running');
select lives_ok($$ select pg_temp.step('reply', reason => 'declined', party => 'supplier', link => -1) $$, 'it is declined');
select throws_ok($$ select pg_temp.step('entered', 'referral') $$, 'AB021', null, 'the visit has no result yet');
select lives_ok($$ select pg_temp.step('finding', null, 'shortfall') $$, 'it has');
select throws_ok($$ select pg_temp.step('entered', 'referral') $$, 'AB024', null, 'nobody proposed it');
select throws_ok($$ select pg_temp.step('approval', 'referral', token => -2) $$, 'AB028', null, 'nothing to approve');
select throws_ok($$ select pg_temp.step('proposal', 'decision') $$, 'AB041', null, 'nothing else is proposed');
select lives_ok($$ select pg_temp.step('proposal', 'referral', token => -7) $$,
    'it is proposed by a person');
select throws_ok($$ select pg_temp.step('approval', 'referral', token => -8) $$, 'AB026', null,
    'who is still that person with another role, name and token');
select lives_ok($$ select pg_temp.step('approval', 'referral', token => -2) $$, 'and another person approves');
select lives_ok($$ select pg_temp.step('proposal', 'referral') $$, 'it is proposed');
select throws_ok($$ select pg_temp.step('approval', 'referral') $$, 'AB027', null, 'an officer does not approve');
select throws_ok($$ select pg_temp.step('approval', 'referral', token => -3) $$, 'AB026', null,
    'nor the same person as an approver');
select throws_ok($$ select pg_temp.step('entered', 'referral') $$, 'AB025', null, 'nor does a proposal alone');
select lives_ok($$ select pg_temp.step('approval', 'referral', token => -2) $$, 'another person does');
select lives_ok($$ select pg_temp.step('hold_begun') $$, 'the agency holds the case');
select throws_ok($$ select pg_temp.step('entered', 'referral') $$, 'AB023', null, 'and nothing goes on');
select throws_ok($$ select pg_temp.step('hold_begun') $$, 'AB032', null, 'it does not hold it twice');
select lives_ok($$ select pg_temp.step('hold_ended') $$, 'and lets it go');
select lives_ok($$ select pg_temp.step('entered', 'referral') $$, 'now the committee may see it');

-- After it.
select throws_ok($$ select pg_temp.step('entered', 'decision', doc => true) $$, 'AB008', null, 'nothing is decided at once');
select lives_ok($$ select pg_temp.step('entered', 'prior_notice', null, 10, '2026-04-03', '{adopter}') $$, 'notice is given');
select lives_ok($$ select pg_temp.step('entered', 'opinion_review') $$, 'opinions are awaited');
select throws_ok($$ select pg_temp.step('entered', 'decision', doc => true) $$, 'AB029', null, 'until their day');
select pg_temp.today('2026-04-06');
select throws_ok($$ select pg_temp.step('entered', 'decision') $$, 'AB013', null, 'a decision has its document');
select lives_ok($$ select pg_temp.step('entered', 'decision', doc => true) $$, 'it is recorded');
select throws_ok($$ select pg_temp.step('entered', 'closed', 'false_alarm') $$, 'AB024', null,
    'two close as unfounded');

-- Append-only.
select throws_ok($$ set local role afterbuild_app; update case_step set text = '' $$, '42501', null, 'no step is changed');
select throws_ok($$ set local role afterbuild_app; delete from case_step $$, '42501', null, 'or deleted');
select throws_ok($$ set local role afterbuild_app; truncate case_step cascade $$, '42501', null, 'or truncated');
select throws_ok($$ set local role afterbuild_app; update review_case set answer_days = 10 $$, '42501', null,
    'nor the case');
select throws_ok($$ set local role afterbuild_app; delete from case_signal $$, '42501', null, 'nor its signals');
select throws_ok($$ set local role afterbuild_app; alter table case_step disable trigger all $$, '42501', null,
    'and the triggers stay');
select throws_ok($$ set local role afterbuild_app; set local session_replication_role = replica $$, '42501', null,
    'in every session');
select throws_ok($$ set local role afterbuild_app; update case_reply_link set expires_at = '2030-01-01' $$, '42501', null,
    'no link lasts longer than it was made for');
select throws_ok($$ set local role afterbuild_read; select * from case_reply_link $$, '42501', null,
    'the reading role sees no hashes of links');

select * from finish();
rollback;
