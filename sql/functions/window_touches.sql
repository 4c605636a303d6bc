-- What becomes known of calendars and the registry touches closed windows: figures depend on every day until a window's
-- last. Build days are not here: the aggregation says itself which it changed.

create or replace function window_touch_registry() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    -- Companies and parties are in no figure. A programme moves the ends of phases, for which every night looks.
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, date '1970-01-01', 'registry changed', 'project'
    from added a
    join project p on p.code = a.entity_key
    join build b on b.project_id = p.project_id
    where a.entity = 'project' and a.version > 1
    union
    select b.build_id, date '1970-01-01', 'registry changed', 'build'
    from added a
    join build b on b.code = a.entity_key
    where a.entity = 'build'
    union
    select b.build_id, date '1970-01-01', 'registry changed', 'site'
    from added a
    join company c on c.number = split_part(a.entity_key, '-', 1)
    join site t on t.company_id = c.company_id and t.serial = split_part(a.entity_key, '-', 2)::integer
    join build b on b.site_id = t.site_id
    where a.entity = 'site' and a.version > 1
    union
    select null, a.entity_key::date,
        case when a.state = '{"removed": true}' then 'holiday removed' when a.version = 1 then 'holiday added'
            else 'holiday changed' end,
        a.entity_key || coalesce(' ' || (a.state ->> 'name'), '')
    from added a
    where a.entity = 'holiday';
    return null;
end
$$;
create or replace trigger window_touch after insert on registry_version
    referencing new table as added for each statement execute function window_touch_registry();

-- A key moves the first day on which collecting is possible, unless one existed as early as it.
create or replace function window_touch_key() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select distinct a.build_id, date '1970-01-01', 'key registered', 'key ' || a.key_id
    from added a
    where not exists (
        select from key k
        where k.build_id = a.build_id and (k.existed_from is null or k.existed_from <= a.existed_from)
            and not exists (select from added o where o.key_id = k.key_id)
    );
    return null;
end
$$;
create or replace trigger window_touch after insert on key
    referencing new table as added for each statement execute function window_touch_key();

create or replace function window_touch_suspension() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, s.began_on, 'suspension declared',
        s.began_on || coalesce('/' || s.ended_on, '/')
    from added s
    join build b on b.site_id = s.site_id;
    return null;
end
$$;
create or replace trigger window_touch after insert on suspension
    referencing new table as added for each statement execute function window_touch_suspension();

create or replace function window_touch_suspension_withdrawal() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, s.began_on, 'suspension withdrawn', s.began_on || coalesce('/' || s.ended_on, '/')
    from added w
    join suspension s on s.suspension_id = w.suspension_id
    join build b on b.site_id = s.site_id;
    return null;
end
$$;
create or replace trigger window_touch after insert on suspension_withdrawal
    referencing new table as added for each statement execute function window_touch_suspension_withdrawal();

-- Of changes only those of period can move a window.
create or replace function window_touch_change() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, date '1970-01-01', 'period changed', e.effective_on::text
    from added e
    join build b on b.project_id = e.project_id and (e.build_id is null or b.build_id = e.build_id)
    where e.kind = 'period';
    return null;
end
$$;
create or replace trigger window_touch after insert on change_event
    referencing new table as added for each statement execute function window_touch_change();

create or replace function window_touch_change_withdrawal() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, date '1970-01-01', 'change of period withdrawn', e.effective_on::text
    from added w
    join change_event e on e.change_id = w.change_id
    join build b on b.project_id = e.project_id and (e.build_id is null or b.build_id = e.build_id)
    where e.kind = 'period';
    return null;
end
$$;
create or replace trigger window_touch after insert on change_withdrawal
    referencing new table as added for each statement execute function window_touch_change_withdrawal();

create or replace function window_touch_outage() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select null, (o.began_at at time zone 'Asia/Seoul')::date,
        case when o.superseded_at is not null then 'outage withdrawn' when o.cause = 'declared' then 'outage declared'
            else 'outage recorded' end,
        to_char(o.began_at at time zone 'Asia/Seoul', 'YYYY-MM-DD HH24:MI') || '/'
            || to_char(o.ended_at at time zone 'Asia/Seoul', 'YYYY-MM-DD HH24:MI')
    from added o;
    return null;
end
$$;
create or replace trigger window_touch after insert on outage
    referencing new table as added for each statement execute function window_touch_outage();
create or replace trigger window_touch_again after update on outage
    referencing new table as added for each statement execute function window_touch_outage();

create or replace function window_touch_incident() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select m.build_id, m.last_sign + 1, 'incident opened', m.incident_id::text
    from added m;
    return null;
end
$$;
create or replace trigger window_touch after insert on incident_build
    referencing new table as added for each statement execute function window_touch_incident();

create or replace function window_touch_incident_end() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select m.build_id, m.last_sign + 1, 'incident ended', m.incident_id::text
    from added e
    join incident_build m on m.incident_id = e.incident_id;
    return null;
end
$$;
create or replace trigger window_touch after insert on incident_end
    referencing new table as added for each statement execute function window_touch_incident_end();
