-- Makes the rows of build_listing of builds anew; gives how many were not as they are now.
create or replace function build_listing_keep(of_builds bigint[]) returns integer
language plpgsql set search_path = public, pg_temp as $$
declare
    changed integer;
begin
    insert into build_listing as l (build_id, code, project_id, programme_code, support_type, region_code, adopter_name,
        search_text, completed_on, as_to, final_evaluated_on, collect_to, last_sign, silent_since, open_signals)
    select b.build_id, b.code, b.project_id, p.programme_code, nullif(g.support_type_ko, ''), t.region_code, a.name,
        lower(b.code || E'\n' || a.name), p.completed_on, as_phase_end(p.as_to, p.completed_on, g.as_months),
        p.final_evaluated_on, b.collect_to, s.last_sign,
        -- As BuildCalendar.firstPossibleDay has it: nothing may be expected before completion, and nothing without a key.
        case
            when p.completed_on is null or k.collecting_from is null then 'infinity'
            else greatest(s.last_sign + 1, p.completed_on + 1, k.collecting_from, b.collect_from)
        end,
        (
            select count(*)
            from signal o
            where o.build_id = b.build_id and not exists (select from signal_clearing c where c.signal_id = o.signal_id)
        )
    from build b
    join project p on p.project_id = b.project_id
    join programme g on g.code = p.programme_code
    join site t on t.site_id = b.site_id
    join company a on a.company_id = t.company_id
    cross join lateral (select build_collecting_from(b.build_id, b.collect_from, p.completed_on, null) as collecting_from) k
    cross join lateral (
        select (
            select d.day
            from build_day d
            where d.build_id = b.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
            order by d.day desc
            limit 1
        ) as last_sign
    ) s
    where b.build_id = any (of_builds)
    order by b.build_id
    on conflict (build_id) do update set code = excluded.code, project_id = excluded.project_id,
        programme_code = excluded.programme_code, support_type = excluded.support_type,
        region_code = excluded.region_code, adopter_name = excluded.adopter_name,
        search_text = excluded.search_text, completed_on = excluded.completed_on,
        as_to = excluded.as_to, final_evaluated_on = excluded.final_evaluated_on, collect_to = excluded.collect_to,
        last_sign = excluded.last_sign, silent_since = excluded.silent_since, open_signals = excluded.open_signals
    where l is distinct from excluded;
    get diagnostics changed = row_count;
    return changed;
end
$$;

create or replace function build_listing_of_keys() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    perform build_listing_keep(array(select distinct a.build_id from added a));
    return null;
end
$$;
create or replace trigger build_listing after insert on key
    referencing new table as added for each statement execute function build_listing_of_keys();
create or replace trigger build_listing after insert on signal
    referencing new table as added for each statement execute function build_listing_of_keys();

create or replace function build_listing_of_clearings() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    perform build_listing_keep(
        array(select distinct s.build_id from added a join signal s on s.signal_id = a.signal_id));
    return null;
end
$$;
create or replace trigger build_listing after insert on signal_clearing
    referencing new table as added for each statement execute function build_listing_of_clearings();

-- What is made in another way now is made anew for every build.
select build_listing_keep(array(select build_id from build));
