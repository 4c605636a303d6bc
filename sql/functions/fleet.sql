-- Builds with a new registry version or declaration since an instant, with the time it became known.
create or replace function builds_told(since timestamptz) returns table (build_id bigint, known_at timestamptz)
language sql stable as $$
    select b.build_id, v.known_at
    from registry_version v
    join build b on b.code = v.entity_key
    where v.entity = 'build' and v.known_at > $1
    union all
    select b.build_id, v.known_at
    from registry_version v
    join project p on p.code = split_part(v.entity_key, '/', 1)
    join build b on b.project_id = p.project_id
    where v.entity in ('project', 'party') and v.known_at > $1
    union all
    select b.build_id, v.known_at
    from registry_version v
    join company c on c.number = split_part(v.entity_key, '-', 1)
    join site t on t.company_id = c.company_id
        and (v.entity = 'company' or t.serial::text = split_part(v.entity_key, '-', 2))
    join build b on b.site_id = t.site_id
    where v.entity in ('company', 'site') and v.known_at > $1
    union all
    select b.build_id, k.known_at
    from change_event e
    join build b on b.project_id = e.project_id and (e.build_id is null or e.build_id = b.build_id)
    left join change_withdrawal w on w.change_id = e.change_id
    cross join lateral (select greatest(e.known_at, w.known_at) as known_at) k
    where k.known_at > $1
    union all
    select b.build_id, k.known_at
    from suspension s
    join build b on b.site_id = s.site_id
    left join suspension_withdrawal w on w.suspension_id = s.suspension_id
    cross join lateral (select greatest(s.known_at, w.known_at) as known_at) k
    where k.known_at > $1
$$;

-- The builds of a scope that meet a filter, as they are on a day. Null bounds nothing.
--
-- A supplier is told nothing of days before its contract, by an order or by a filter either: its builds are silent since
-- the contract began where they were before, and what became known before is no news.
--
-- Without settings of its own, so that PostgreSQL writes it out in the query: what the conditions leave, and the order,
-- then come from an index of build_listing.
-- scope_…: the caller's. is_open: with open signals (true) or without. words: part of the code or of a firm's name.
create or replace function fleet(
    on_day date, scope_programmes text[], scope_supplier text, scope_regions text[], of_programmes text[], of_type text,
    in_phase text, of_supplier text, of_regions text[], is_open boolean, told_since timestamptz, of_codes text[], words text
) returns table (
    build_id bigint, code text, phase text, phase_end date, last_sign date, silent_since date, open_signals integer)
language sql stable as $$
    select l.build_id, l.code, h.phase,
        case h.phase
            when 'intensive_as' then h.as_to
            when 'final_evaluation' then least(l.final_evaluated_on, l.collect_to)
            when 'after_care' then l.collect_to
        end,
        case
            when $3 is null then l.last_sign
            when l.last_sign >= (select s.valid_from from active_supplier(l.project_id, $1) s) then l.last_sign
        end,
        case
            when $3 is null then l.silent_since
            else greatest(l.silent_since, (select s.valid_from from active_supplier(l.project_id, $1) s))
        end,
        l.open_signals
    from build_listing l
    left join period_changes($1) m on m.build_id = l.build_id
    cross join lateral (
        select coalesce(m.as_to, l.as_to) as as_to,
            build_phase($1, l.completed_on, coalesce(m.as_to, l.as_to), l.final_evaluated_on, l.collect_to) as phase
    ) h
    where ($2 is null or l.programme_code = any ($2))
        and ($3 is null or l.project_id in (select s.project_id from supplied_projects($3, $1) s))
        and ($4 is null or l.region_code = any ($4))
        and ($5 is null or l.programme_code = any ($5))
        and ($6 is null or l.support_type = $6)
        and ($7 is null or h.phase = $7)
        and ($8 is null or l.project_id in (select s.project_id from supplied_projects($8, $1) s))
        and ($9 is null or l.region_code = any ($9))
        and ($10 is null or $10 = (l.open_signals > 0))
        and ($11 is null or l.build_id in (
            select t.build_id
            from builds_told($11) t
            join build b on b.build_id = t.build_id
            where $3 is null or (t.known_at at time zone 'Asia/Seoul')::date
                >= (select s.valid_from from active_supplier(b.project_id, $1) s)
        ))
        and ($12 is null or l.code = any ($12))
        and ($13 is null or strpos(l.search_text, lower($13)) > 0
            or l.project_id in (
                select y.project_id
                from company c
                join party y on y.company_id = c.company_id and y.role = 'supplier'
                cross join lateral active_supplier(y.project_id, $1) s
                where s.company_id = c.company_id and strpos(lower(c.name), lower($13)) > 0
            ))
$$;
