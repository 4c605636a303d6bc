-- The SQL contract: what it names exists, is described, holds no personal data, and is all that its role sees.
begin;
create extension if not exists pgtap;

-- As released. A line may be added at the end of a view; none may be taken away or changed.
create temporary table contract (view text, columns text[]);
insert into contract values
    ('programme', '{code,year,name_ko,support_type_ko,monitorable,as_months,cap_krw,share_percent}'),
    ('build', '{build_id,code,project_code,programme_code,adopter_number,adopter_name,region_code,ksic,size_class,solution,intake_profile,target_level,confirmed_level,collect_from,collect_to,completed_on,intensive_as_to,final_evaluated_on}'),
    ('supplier', '{build_id,number,name,valid_from,valid_to}'),
    ('change', '{change_id,build_id,kind,class,effective_on,build_to,as_to,known_at}'),
    ('holiday', '{day,name,kind}'),
    ('build_day', '{build_id,day,known_at,receipts,distinct_tuples,active_slots,users,used,late,rejected,implausible,arrived,first_at,last_at}'),
    ('window_figure', '{build_id,kind,window_from,window_to,version,known_at,superseded_at,reason,expected_days,coverage,kpi,definition_version,value,numerator,denominator,low,favourable}'),
    ('outage', '{outage_id,began_at,ended_at,cause,known_at,reason}'),
    ('policy_rule', '{policy_id,name,version,official,effective_from,activated_at,rule,threshold,minimum_expected_days}'),
    ('signal', '{signal_id,build_id,rule,severity,policy_id,raised_at,cleared_at,window_from,window_to,threshold,value,numerator,denominator}'),
    ('review_case', '{case_id,build_id,opened_at,state,entered_at,due_on,reason,signals}'),
    ('incident', '{incident_id,trait,trait_name,first_last_sign,last_last_sign,sharing,opened_at,ended_on,members}');

create temporary view found as
select c.relname::text as view, array_agg(a.attname::text order by a.attnum) as columns,
    count(*) filter (where col_description(c.oid, a.attnum) is null) as undescribed,
    obj_description(c.oid) is not null as is_described
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
where c.relnamespace = 'api'::regnamespace
group by c.oid, c.relname;

select plan(12 + 8);

select is((select f.columns[:cardinality(c.columns)] from found f where f.view = c.view), c.columns,
    'api.' || c.view || ' has the columns of its contract')
from contract c;

select set_eq('select view from found', 'select view from contract', 'the contract names every view');
select is((select coalesce(sum(undescribed), 0) from found), 0::numeric, 'every column is described');
select ok((select bool_and(is_described) from found), 'every view is described');
select is((select count(*) from pg_class c where c.relnamespace = 'api'::regnamespace and c.relkind <> 'v'), 0::bigint,
    'nothing but views is in the schema');
select is(
    (select count(*) from found f, unnest(f.columns) c (name)
        where c.name ~ '(hash|address|email|actor|author|approver|label|user_|person|network|hint)'),
    0::bigint, 'no column holds what tells of persons');
select is(
    (select count(*) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
        and c.relname <> 'pg_all_foreign_keys' and c.relname <> 'tap_funky'
        and has_table_privilege('afterbuild_api', c.oid, 'select, insert, update, delete, truncate')),
    0::bigint, 'its role sees no table of ours');
select is(
    (select count(*) from pg_class c where c.relnamespace = 'api'::regnamespace
        and not has_table_privilege('afterbuild_api', c.oid, 'select')),
    0::bigint, 'its role sees every view');
select lives_ok(
    $$ set local role afterbuild_api;
        select (select count(*) from api.programme), (select count(*) from api.build), (select count(*) from api.supplier),
            (select count(*) from api.change), (select count(*) from api.holiday), (select count(*) from api.build_day),
            (select count(*) from api.window_figure), (select count(*) from api.outage),
            (select count(*) from api.policy_rule), (select count(*) from api.signal),
            (select count(*) from api.review_case), (select count(*) from api.incident);
        reset role $$, 'its role reads every view');

select * from finish();
rollback;
