-- Triggers that enter every new row of the ledgers into the change feed, in the same transaction. Build days and windows
-- have no trigger: the jobs that compute them enter which figures changed.

-- Versions of the registry; their trigger also keeps the list of builds.
create or replace function feed_registry() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
    builds bigint[];
begin
    with touched as (
        select b.build_id, 'build' as what, a.version, a.known_at
        from added a
        join build b on b.code = a.entity_key
        where a.entity = 'build'
        union all
        select b.build_id, 'project', 2, a.known_at
        from added a
        join project p on p.code = a.entity_key
        join build b on b.project_id = p.project_id
        where a.entity = 'project'
        union all
        select b.build_id, 'party', 2, a.known_at
        from added a
        join project p on p.code = split_part(a.entity_key, '/', 1)
        join build b on b.project_id = p.project_id
        where a.entity = 'party'
        union all
        select b.build_id, 'site', 2, a.known_at
        from added a
        join company c on c.number = split_part(a.entity_key, '-', 1)
        join site t on t.company_id = c.company_id and t.serial = split_part(a.entity_key, '-', 2)::integer
        join build b on b.site_id = t.site_id
        where a.entity = 'site'
        union all
        select b.build_id, 'company', 2, a.known_at
        from added a
        join company c on c.number = a.entity_key
        join site t on t.company_id = c.company_id
        join build b on b.site_id = t.site_id
        where a.entity = 'company' and a.version > 1
        union all
        select b.build_id, 'company', 2, a.known_at
        from added a
        join company c on c.number = a.entity_key
        join party y on y.company_id = c.company_id
        join build b on b.project_id = y.project_id
        where a.entity = 'company' and a.version > 1
        union all
        select b.build_id, 'programme', 2, a.known_at
        from added a
        join project p on p.programme_code = a.entity_key
        join build b on b.project_id = p.project_id
        where a.entity = 'programme' and a.version > 1
    ),
    told as (
        insert into feed_pending (recorded_at, kind, build_id, body)
        select max(known_at), case when min(version) = 1 then 'build.registered' else 'build.changed' end, build_id,
            case when min(version) = 1 then jsonb '{}'
                else jsonb_build_object('what', jsonb_agg(distinct what)) end
        from touched
        group by build_id
        order by build_id
        returning build_id
    )
    select array_agg(t.build_id) into builds from told t;
    perform build_listing_keep(builds);

    insert into feed_pending (recorded_at, kind, body)
    select max(a.known_at), 'calendar.changed',
        jsonb_build_object('from', min(a.entity_key), 'to', max(a.entity_key), 'days', count(*))
    from added a
    where a.entity = 'holiday'
    having count(*) > 0;
    return null;
end
$$;
create or replace trigger feed after insert on registry_version
    referencing new table as added for each statement execute function feed_registry();

create or replace function feed_suspension() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, body)
    select s.known_at, 'build.changed', b.build_id,
        jsonb_build_object('what', jsonb '["suspension"]', 'from', s.began_on, 'to', s.ended_on)
    from added s
    join build b on b.site_id = s.site_id
    order by s.suspension_id, b.build_id;
    return null;
end
$$;
create or replace trigger feed after insert on suspension
    referencing new table as added for each statement execute function feed_suspension();

create or replace function feed_suspension_withdrawal() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, body)
    select w.known_at, 'build.changed', b.build_id, jsonb_build_object('what', jsonb '["suspension"]', 'from',
        s.began_on, 'to', s.ended_on, 'is_withdrawn', true)
    from added w
    join suspension s on s.suspension_id = w.suspension_id
    join build b on b.site_id = s.site_id
    order by s.suspension_id, b.build_id;
    return null;
end
$$;
create or replace trigger feed after insert on suspension_withdrawal
    referencing new table as added for each statement execute function feed_suspension_withdrawal();

create or replace function feed_change() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, body)
    select e.known_at, 'build.changed', b.build_id,
        jsonb_build_object('what', jsonb '["change"]', 'change', e.kind, 'effective_on', e.effective_on)
    from added e
    join build b on b.project_id = e.project_id and (e.build_id is null or b.build_id = e.build_id)
    order by e.change_id, b.build_id;
    return null;
end
$$;
create or replace trigger feed after insert on change_event
    referencing new table as added for each statement execute function feed_change();

create or replace function feed_change_withdrawal() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, body)
    select w.known_at, 'build.changed', b.build_id, jsonb_build_object('what', jsonb '["change"]', 'change', e.kind,
        'effective_on', e.effective_on, 'is_withdrawn', true)
    from added w
    join change_event e on e.change_id = w.change_id
    join build b on b.project_id = e.project_id and (e.build_id is null or b.build_id = e.build_id)
    order by e.change_id, b.build_id;
    return null;
end
$$;
create or replace trigger feed after insert on change_withdrawal
    referencing new table as added for each statement execute function feed_change_withdrawal();

create or replace function feed_signal() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select s.raised_at, 'signal.raised', s.build_id, s.signal_id, jsonb_build_object('rule', s.rule, 'severity',
        s.severity, 'from', s.window_from, 'to', s.window_to)
    from added s
    order by s.signal_id;
    return null;
end
$$;
create or replace trigger feed after insert on signal
    referencing new table as added for each statement execute function feed_signal();

create or replace function feed_signal_clearing() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select c.cleared_at, 'signal.cleared', s.build_id, s.signal_id,
        jsonb_build_object('rule', s.rule, 'verdict', c.verdict)
    from added c
    join signal s on s.signal_id = c.signal_id
    order by s.signal_id;
    return null;
end
$$;
create or replace trigger feed after insert on signal_clearing
    referencing new table as added for each statement execute function feed_signal_clearing();

-- A case is opened by its first step. The entry names no person; the case does.
create or replace function feed_case_step() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select s.at, case when s.ordinal = 1 then 'case.opened' else 'case.stepped' end, c.build_id, c.case_id,
        jsonb_strip_nulls(jsonb_build_object('step', s.ordinal, 'what', s.kind, 'state', s.state))
    from added s
    join review_case c on c.case_id = s.case_id
    order by s.case_id, s.ordinal;
    return null;
end
$$;
create or replace trigger feed after insert on case_step
    referencing new table as added for each statement execute function feed_case_step();

create or replace function feed_outage() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, subject_id, body)
    select coalesce(o.superseded_at, o.known_at),
        case when o.superseded_at is null then 'outage.found' else 'outage.revised' end, o.outage_id,
        jsonb_build_object('from', o.began_at, 'to', o.ended_at, 'cause', o.cause)
    from added o
    order by o.outage_id;
    return null;
end
$$;
create or replace trigger feed after insert on outage
    referencing new table as added for each statement execute function feed_outage();
create or replace trigger feed_again after update on outage
    referencing new table as added for each statement execute function feed_outage();

create or replace function feed_incident() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select i.opened_at, 'incident.opened', m.build_id, i.incident_id,
        jsonb_build_object('trait', i.trait, 'name', i.trait_name, 'last_sign', m.last_sign)
    from added m
    join incident i on i.incident_id = m.incident_id
    order by i.incident_id, m.build_id;
    return null;
end
$$;
create or replace trigger feed after insert on incident_build
    referencing new table as added for each statement execute function feed_incident();

create or replace function feed_incident_end() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select e.ended_at, 'incident.ended', m.build_id, e.incident_id, jsonb_build_object('ended_on', e.ended_on)
    from added e
    join incident_build m on m.incident_id = e.incident_id
    order by e.incident_id, m.build_id;
    return null;
end
$$;
create or replace trigger feed after insert on incident_end
    referencing new table as added for each statement execute function feed_incident_end();

create or replace function feed_policy() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, subject_id, body)
    select a.activated_at, 'policy.activated', a.policy_id,
        jsonb_build_object('name', p.name, 'version', p.version, 'effective_from', a.effective_from)
    from added a
    join policy p on p.policy_id = a.policy_id
    order by a.policy_id;
    return null;
end
$$;
create or replace trigger feed after insert on policy_activation
    referencing new table as added for each statement execute function feed_policy();

create or replace function feed_export() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, subject_id, body)
    select e.as_of, 'export.made', e.export_id, jsonb_build_object('quarter', e.quarter, 'revision', e.revision)
    from added e
    order by e.export_id;
    return null;
end
$$;
create or replace trigger feed after insert on export
    referencing new table as added for each statement execute function feed_export();

create or replace function feed_plan_added() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, body)
    select max(a.known_at), 'build.changed', b.build_id, jsonb '{"what": ["plan"]}'
    from added a
    join build b on b.project_id = a.project_id
    group by b.build_id
    order by b.build_id;
    return null;
end
$$;
create or replace trigger feed_added after insert on plan_target
    referencing new table as added for each statement execute function feed_plan_added();

-- What is taken back is only closed: no row is added.
create or replace function feed_plan_closed() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into feed_pending (recorded_at, kind, build_id, body)
    select max(c.superseded_at), 'build.changed', b.build_id, jsonb '{"what": ["plan"]}'
    from closed c
    join build b on b.project_id = c.project_id
    where c.superseded_at is not null
    group by b.build_id
    order by b.build_id;
    return null;
end
$$;
create or replace trigger feed_closed after update on plan_target
    referencing new table as closed for each statement execute function feed_plan_closed();
