-- The registry as others read it: programmes, builds with their dates, and who supplied what when.
create or replace view api.programme as
select p.code, p.year, p.name_ko, p.support_type_ko, p.monitorable, p.as_months, p.cap_krw, p.share_percent
from programme p;

comment on view api.programme is 'Programmes and support types (지원사업, 지원유형), one row each';
comment on column api.programme.code is 'code of the programme and support type';
comment on column api.programme.year is 'year of the notice';
comment on column api.programme.name_ko is 'name in Korean';
comment on column api.programme.support_type_ko is '지원유형 in Korean; null where a programme has one only';
comment on column api.programme.monitorable is 'whether its builds must send their usage log';
comment on column api.programme.as_months is 'length of the 집중AS phase in months';
comment on column api.programme.cap_krw is 'the most that is granted, in won';
comment on column api.programme.share_percent is 'government share, in percent';

create or replace view api.build as
select b.build_id, b.code, p.code as project_code, p.programme_code, a.number as adopter_number, a.name as adopter_name,
    t.region_code, t.ksic, t.size_class, b.solution, b.intake_profile, p.target_level, p.confirmed_level,
    b.collect_from, b.collect_to, p.completed_on,
    as_phase_end(p.as_to, p.completed_on, g.as_months) as intensive_as_to,
    p.final_evaluated_on
from build b
join project p on p.project_id = b.project_id
join programme g on g.code = p.programme_code
join site t on t.site_id = b.site_id
join company a on a.company_id = t.company_id;

comment on view api.build is 'Builds (구축 건) as the registry file has them, one row each; recorded changes of period are in api.change';
comment on column api.build.build_id is 'joins the views; may differ after a restore elsewhere, the code does not';
comment on column api.build.code is 'code of the build';
comment on column api.build.project_code is 'code of the grant (과제)';
comment on column api.build.programme_code is 'joins api.programme';
comment on column api.build.adopter_number is 'business number (사업자등록번호) of the 도입기업';
comment on column api.build.adopter_name is 'name of the 도입기업';
comment on column api.build.region_code is 'two digits of the 시도';
comment on column api.build.ksic is 'industry by KSIC';
comment on column api.build.size_class is 'size class of the company';
comment on column api.build.solution is 'the solution as the registry names it';
comment on column api.build.intake_profile is 'FULL: every record; LEGACY_10MIN: one record in ten minutes';
comment on column api.build.target_level is '목표 수준';
comment on column api.build.confirmed_level is '확인된 수준';
comment on column api.build.collect_from is 'first day on which records are counted';
comment on column api.build.collect_to is 'last day on which records are counted';
comment on column api.build.completed_on is '구축완료일; monitoring starts on the next day';
comment on column api.build.intensive_as_to is 'last day of the 집중AS phase';
comment on column api.build.final_evaluated_on is '최종평가일';

create or replace view api.supplier as
select b.build_id, c.number, c.name, y.valid_from, y.valid_to
from party y
join build b on b.project_id = y.project_id
join company c on c.company_id = y.company_id
where y.role = 'supplier';

comment on view api.supplier is 'Who supplied a build (공급기업) from when to when';
comment on column api.supplier.build_id is 'joins api.build';
comment on column api.supplier.number is 'business number';
comment on column api.supplier.name is 'name of the company';
comment on column api.supplier.valid_from is 'first day of the contract';
comment on column api.supplier.valid_to is 'last day of the contract, included; null while no end is known';

create or replace view api.change as
select e.change_id, b.build_id, e.kind, e.class, e.effective_on, e.build_to, e.as_to, e.known_at
from change_event e
join build b on b.project_id = e.project_id and (e.build_id is null or e.build_id = b.build_id)
where not exists (select from change_withdrawal w where w.change_id = e.change_id);

comment on view api.change is 'Recorded changes under approval or confirmation (승인·확인 사항) that were not withdrawn';
comment on column api.change.change_id is 'number of the change; one of a project stands once for each of its builds';
comment on column api.change.build_id is 'joins api.build';
comment on column api.change.kind is 'supplier, system, address, representative, cost, account or period';
comment on column api.change.class is 'approval (승인) or confirmation (확인)';
comment on column api.change.effective_on is 'the day from which it counts';
comment on column api.change.build_to is 'new last day of building, where the period changed';
comment on column api.change.as_to is 'new last day of the 집중AS phase, where the period changed';
comment on column api.change.known_at is 'when it was recorded';

create or replace view api.holiday as
select h.day, h.name, h.kind from holiday h;

comment on view api.holiday is 'National holidays as our calendar knows them';
comment on column api.holiday.day is 'KST day';
comment on column api.holiday.name is 'name in Korean';
comment on column api.holiday.kind is 'what kind of holiday it is';
