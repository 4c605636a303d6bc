CREATE SCHEMA api;

COMMENT ON SCHEMA api IS 'The contract of Afterbuild in SQL: views without personal data. Columns are only ever added, at the end of a view.';

CREATE FUNCTION public.access_log_forget(keep_days integer, moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    edge constant timestamptz := access_log_forgets_before(keep_days, moment);
    forgotten bigint;
begin
    if keep_days is null or keep_days < 365 then
        raise exception 'the access log is kept for % days; expected 365 at least', keep_days using errcode = '22023';
    end if;
    delete from access_log where at < edge;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;

CREATE FUNCTION public.access_log_forgets_before(keep_days integer, moment timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select least(moment, clock_timestamp()) - make_interval(days => keep_days)
$$;

CREATE FUNCTION public.active_supplier(of_project bigint, on_day date) RETURNS TABLE(company_id bigint, number text, name text, valid_from date, valid_to date)
    LANGUAGE sql STABLE
    AS $_$
    select y.company_id, c.number, c.name, y.valid_from, y.valid_to
    from party y
    join company c on c.company_id = y.company_id
    where y.project_id = $1 and y.role = 'supplier' and is_in_force(y.valid_from, y.valid_to, $2)
    order by y.valid_from desc, y.valid_to desc nulls first, y.company_id
    limit 1
$_$;

CREATE FUNCTION public.as_phase_end(as_to date, completed_on date, as_months integer) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $_$
    select coalesce($1, ($2 + make_interval(months => $3))::date)
$_$;

CREATE FUNCTION public.build_collecting_from(of_build bigint, collect_from date, completed_on date, known_by timestamp with time zone) RETURNS date
    LANGUAGE sql STABLE
    AS $_$
    select greatest(min(coalesce(k.existed_from, $2, $3, date '1970-01-01')), $2)
    from key k
    where k.build_id = $1 and ($4 is null or k.issued_at <= $4)
    having count(*) > 0
$_$;

CREATE FUNCTION public.build_day_figures(build_ids bigint[], days date[], arrival_days date[], partitions date[]) RETURNS TABLE(build_id bigint, day date, receipts integer, distinct_tuples integer, slots bit, users integer, actions integer[], first_at timestamp with time zone, last_at timestamp with time zone, hours integer[], late integer, rejected integer, implausible integer, arrived integer, log_in_users integer, log_in_pairs integer, arrival_days date[], first_arrival date)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $_$
    with scope as (
        select distinct s.build_id, s.day, s.arrival_day
        from unnest($1, $2, $3) as s (build_id, day, arrival_day)
    ),
    target as (
        select s.build_id, s.day, array_agg(distinct s.arrival_day order by s.arrival_day) as arrival_days
        from scope s
        group by s.build_id, s.day
    ),
    of_day as (
        select r.*, (r.occurred_at at time zone 'UTC') + interval '9 hours' - r.occurred_day::timestamp as time_of_day
        from scope s
        join receipt r on r.build_id = s.build_id and r.arrival_day = s.arrival_day and r.occurred_day = s.day
        where r.arrival_day = any ($4)
    ),
    counted as (
        select r.build_id, r.occurred_day as day,
            count(*)::integer as receipts,
            count(distinct (r.occurred_at, r.action, r.use_se, r.user_epoch, r.user_hash, r.address_hash,
                r.quantity))::integer as distinct_tuples,
            -- A literal: a cast from text would be done again for every row.
            bit_or(set_bit(
                B'000000000000000000000000000000000000000000000000000000000000000000000000'
                || B'000000000000000000000000000000000000000000000000000000000000000000000000',
                floor(extract(epoch from r.time_of_day) / 600)::integer, 1))
                filter (where not r.implausible) as slots,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.user_hash is not null and not r.implausible))::integer as users,
            array[
                count(*) filter (where r.action = 1), count(*) filter (where r.action = 2),
                count(*) filter (where r.action = 3), count(*) filter (where r.action = 4),
                count(*) filter (where r.action = 5), count(*) filter (where r.action = 6),
                count(*) filter (where r.action = 7), count(*) filter (where r.action is null)
            ]::integer[] as actions,
            min(r.occurred_at) as first_at,
            max(r.occurred_at) as last_at,
            array_agg(floor(extract(epoch from r.time_of_day) / 3600)::integer) as hour_list,
            (count(*) filter (where r.arrival_day > r.occurred_day))::integer as late,
            (count(*) filter (where r.implausible))::integer as implausible,
            min(r.arrival_day) filter (where not r.implausible) as first_arrival,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.action = 1 and r.user_hash is not null and not r.implausible))::integer as log_in_users,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.action = 2 and r.user_hash is not null and not r.implausible))::integer as log_out_users,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.action in (1, 2) and r.user_hash is not null and not r.implausible))::integer
                as log_in_or_out_users
        from of_day r
        group by r.build_id, r.occurred_day
    ),
    arrived as (
        select t.build_id, t.day, count(*)::integer as arrived
        from target t
        join receipt r on r.build_id = t.build_id and r.arrival_day = t.day
        where r.arrival_day = any ($4)
        group by t.build_id, t.day
    ),
    rejected as (
        select t.build_id, t.day, count(*)::integer as rejected
        from scope t
        join key k on k.build_id = t.build_id
        join quarantine q on q.key_id = k.key_id and q.arrival_day = t.arrival_day
            and coalesce(q.occurred_day, q.arrival_day) = t.day
        where q.arrival_day = any ($4) and q.lane <> 'test'
            -- What was moved is among the receipts.
            and not exists (select from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal)
        group by t.build_id, t.day
    )
    select t.build_id, t.day,
        coalesce(c.receipts, 0), coalesce(c.distinct_tuples, 0), coalesce(c.slots, repeat('0', 144)::bit(144)),
        coalesce(c.users, 0), coalesce(c.actions, array_fill(0, array[8])), c.first_at, c.last_at,
        (
            select array_agg((select count(*)::integer from unnest(c.hour_list) as x (hour) where x.hour = h)
                order by h)
            from generate_series(0, 23) as h
        ),
        coalesce(c.late, 0), coalesce(j.rejected, 0), coalesce(c.implausible, 0), coalesce(a.arrived, 0),
        -- |A and B| = |A| + |B| - |A or B|.
        coalesce(c.log_in_users, 0), coalesce(c.log_in_users + c.log_out_users - c.log_in_or_out_users, 0),
        t.arrival_days, c.first_arrival
    from target t
    left join counted c using (build_id, day)
    left join arrived a using (build_id, day)
    left join rejected j using (build_id, day)
$_$;

CREATE FUNCTION public.build_facts(on_day date) RETURNS TABLE(build_id bigint, code text, project_code text, programme_code text, programme_name text, adopter_name text, adopter_number text, supplier_name text, supplier_number text, site_name text, region_name text, ksic text, size_class text, solution text, target_level text, confirmed_level text, intake_profile text, collect_from date, collect_to date, completed_on date, as_to date, final_evaluated_on date, workdays text, works_on_holidays boolean, shutdowns text, shifts text, build_from date, build_to date, region_code text, support_type text, collecting_from date, project_id bigint, site_id bigint)
    LANGUAGE sql STABLE
    AS $$
    select b.build_id, b.code, p.code, p.programme_code,
        g.name_ko || coalesce(' ' || nullif(g.support_type_ko, ''), ''),
        a.name, a.number, s.name, s.number, t.name, r.name_ko, t.ksic, t.size_class, b.solution, p.target_level,
        p.confirmed_level, b.intake_profile, b.collect_from, b.collect_to, p.completed_on,
        as_phase_end(p.as_to, p.completed_on, g.as_months), p.final_evaluated_on,
        t.workdays, t.works_on_holidays, t.shutdowns, t.shifts, p.build_from, coalesce(p.extended_to, p.build_to),
        t.region_code, nullif(g.support_type_ko, ''),
        build_collecting_from(b.build_id, b.collect_from, p.completed_on, null), p.project_id, t.site_id
    from build b
    join project p on p.project_id = b.project_id
    join programme g on g.code = p.programme_code
    join site t on t.site_id = b.site_id
    join company a on a.company_id = t.company_id
    left join lateral active_supplier(p.project_id, on_day) s on true
    left join lateral (
        select n.name_ko
        from region n
        where n.code = t.region_code and n.valid_from <= on_day
        order by n.valid_from desc
        limit 1
    ) r on true
$$;

CREATE FUNCTION public.build_listing_keep(of_builds bigint[]) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.build_listing_of_clearings() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    perform build_listing_keep(
        array(select distinct s.build_id from added a join signal s on s.signal_id = a.signal_id));
    return null;
end
$$;

CREATE FUNCTION public.build_listing_of_keys() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    perform build_listing_keep(array(select distinct a.build_id from added a));
    return null;
end
$$;

CREATE FUNCTION public.build_phase(on_day date, completed_on date, as_to date, final_evaluated_on date, collect_to date) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select case
        when $2 is null or $1 <= $2 then 'building'
        when $1 > $5 then 'ended'
        when $1 <= $3 then 'intensive_as'
        when $1 > $4 then 'after_care'
        else 'final_evaluation'
    end
$_$;

CREATE FUNCTION public.builds_told(since timestamp with time zone) RETURNS TABLE(build_id bigint, known_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $_$
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
$_$;

CREATE FUNCTION public.calendar_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    update calendar_revision set revision = revision + 1;
    return null;
end
$$;

CREATE TABLE public.case_step (
    case_id bigint NOT NULL,
    ordinal integer NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    token_id bigint,
    link_id bigint,
    state text,
    reason text,
    party text,
    addressees text[],
    days integer,
    due_on date,
    text text NOT NULL,
    document_hashes text[] DEFAULT '{}'::text[] NOT NULL,
    document_names text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT a_window_is_whole CHECK ((num_nonnulls(addressees, days, due_on) = ANY (ARRAY[0, 3]))),
    CONSTRAINT case_step_actor_check CHECK ((btrim(actor) <> ''::text)),
    CONSTRAINT case_step_addressees_check CHECK (((addressees <@ ARRAY['adopter'::text, 'supplier'::text]) AND (cardinality(addressees) > 0))),
    CONSTRAINT case_step_days_check CHECK ((days > 0)),
    CONSTRAINT case_step_kind_check CHECK ((kind = ANY (ARRAY['entered'::text, 'reply'::text, 'hold_begun'::text, 'hold_ended'::text, 'delivery'::text, 'proposal'::text, 'approval'::text, 'finding'::text, 'note'::text]))),
    CONSTRAINT case_step_ordinal_check CHECK ((ordinal > 0)),
    CONSTRAINT case_step_party_check CHECK ((party = ANY (ARRAY['adopter'::text, 'supplier'::text]))),
    CONSTRAINT case_step_role_check CHECK ((role = ANY (ARRAY['officer'::text, 'approver'::text, 'adopter'::text, 'supplier'::text]))),
    CONSTRAINT case_step_state_check CHECK ((state = ANY (ARRAY['observation'::text, 'signal'::text, 'quality_check'::text, 'explanation_requested'::text, 'improvement'::text, 'site_visit_notified'::text, 'site_visit'::text, 'referral'::text, 'prior_notice'::text, 'opinion_review'::text, 'decision'::text, 'decision_notice'::text, 'objection'::text, 'appeal'::text, 'payment'::text, 'dunning'::text, 'enforced_collection'::text, 'ministry_report'::text, 'closed'::text]))),
    CONSTRAINT case_step_text_check CHECK ((btrim(text) <> ''::text)),
    CONSTRAINT documents_have_hash_and_name CHECK (((cardinality(document_hashes) = cardinality(document_names)) AND (array_position(document_hashes, NULL::text) IS NULL) AND (array_position(document_names, NULL::text) IS NULL) AND (array_position(document_names, ''::text) IS NULL) AND (array_to_string(document_names, ''::text) !~ '[[:cntrl:]]'::text) AND (array_to_string(document_hashes, ','::text) ~ '^([0-9a-f]{64}(,[0-9a-f]{64})*)?$'::text))),
    CONSTRAINT firms_only_reply CHECK (((link_id IS NULL) OR ((kind = 'reply'::text) AND (party = role)))),
    CONSTRAINT firms_reply_by_link CHECK (((link_id IS NOT NULL) = (role = ANY (ARRAY['adopter'::text, 'supplier'::text])))),
    CONSTRAINT only_what_is_entered_opens_a_window CHECK (((days IS NULL) OR (kind = 'entered'::text))),
    CONSTRAINT reason_codes_are_known CHECK (
CASE
    WHEN ((kind = ANY (ARRAY['entered'::text, 'proposal'::text, 'approval'::text])) AND (state = 'closed'::text)) THEN ((reason = ANY (ARRAY['business_closed'::text, 'suspended'::text, 'technical_fault'::text, 'season_or_shift'::text, 'diligent'::text, 'false_alarm'::text, 'explained'::text, 'improved'::text, 'decided'::text])) AND (reason IS NOT NULL))
    WHEN (kind = 'finding'::text) THEN ((reason = ANY (ARRAY['sound'::text, 'unsound'::text, 'shortfall'::text, 'in_use'::text, 'inconclusive'::text])) AND (reason IS NOT NULL))
    WHEN (kind = 'reply'::text) THEN (reason = 'declined'::text)
    ELSE (reason IS NULL)
END),
    CONSTRAINT replies_and_deliveries_have_a_party CHECK (((party IS NOT NULL) = (kind = ANY (ARRAY['reply'::text, 'delivery'::text])))),
    CONSTRAINT staff_have_a_token CHECK (((token_id IS NOT NULL) = (role = ANY (ARRAY['officer'::text, 'approver'::text])))),
    CONSTRAINT states_are_entered_or_proposed CHECK (((state IS NOT NULL) = (kind = ANY (ARRAY['entered'::text, 'proposal'::text, 'approval'::text]))))
);

COMMENT ON COLUMN public.case_step.kind IS 'entered: a state; the others change no state';

COMMENT ON COLUMN public.case_step.party IS 'whose reply it is, whoever wrote it down; to whom a message was delivered';

COMMENT ON COLUMN public.case_step.due_on IS 'as announced: the later of it and of what the calendar says today counts';

COMMENT ON COLUMN public.case_step.document_hashes IS 'SHA-256 in hexadecimal digits, one a document';

CREATE FUNCTION public.case_actor_check(step public.case_step) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    today constant date := (step.at at time zone 'Asia/Seoul')::date;
begin
    if step.role in ('adopter', 'supplier') and step.kind = 'reply' then
        if not exists (
            select from case_reply_link l
            where l.link_id = step.link_id and l.case_id = step.case_id and l.party = step.role
                and step.party = step.role and step.at >= l.issued_at and step.at < l.expires_at
                and case_party_is(l.case_id, l.party, l.company_number, today)
        ) then
            raise exception 'the link is not good for this reply; expected one of this case and party that has not '
                'expired, of a company that has that part on this day' using errcode = 'AB038';
        end if;
        return;
    end if;
    if step.role is null or step.role not in ('officer', 'approver') then
        raise exception 'role % cannot step; expected officer or approver', step.role using errcode = 'AB005';
    end if;
    if not exists (
        select from api_token t
        where t.token_id = step.token_id and t.role = step.role and t.label = step.actor
            and (t.revoked_at is null or t.revoked_at > step.at)
            and (t.expires_at is null or t.expires_at > step.at)
    ) then
        raise exception 'the token of % is not good; expected a valid one of role % with that name', step.actor,
            step.role using errcode = 'AB006';
    end if;
end
$$;

CREATE FUNCTION public.case_approval_check(step public.case_step, entry public.case_step) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    proposal case_step;
begin
    if step.kind = 'proposal' then
        if (step.state = 'referral' and step.reason is null
            or step.state = 'closed' and step.reason in ('false_alarm', 'explained')) is not true
        then
            raise exception 'one person may do that alone; expected referral, or closed as false_alarm or explained'
                using errcode = 'AB041';
        end if;
        return;
    end if;
    if step.role <> 'approver' then
        raise exception 'role % cannot approve; expected approver', step.role using errcode = 'AB027';
    end if;
    select * into proposal from case_step s
    where s.case_id = step.case_id and s.kind = 'proposal' and s.ordinal > entry.ordinal
    order by s.ordinal desc limit 1;
    if proposal.ordinal is null or (proposal.state, proposal.reason) is distinct from (step.state, step.reason)
        or exists (
            select from case_step a
            where a.case_id = step.case_id and a.kind = 'approval' and a.ordinal > proposal.ordinal
        )
    then
        raise exception 'there is no such proposal that waits for approval' using errcode = 'AB028';
    end if;
    -- A person that got another role or another name is still the one who proposed.
    if proposal.token_id = step.token_id or proposal.actor = step.actor
        or exists (
            select from api_token p
            join api_token t on t.person_id = p.person_id
            where p.token_id = proposal.token_id and t.token_id = step.token_id
        )
    then
        raise exception '% proposed it; expected the approval of another person', step.actor using errcode = 'AB026';
    end if;
end
$$;

CREATE FUNCTION public.case_clock_allows(moment timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return (
        select c.is_free
            or moment between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes'
        from case_clock c
    );
end
$$;

CREATE FUNCTION public.case_closing_check(step public.case_step, entry public.case_step) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    if step.reason = 'improved' and not case_was_in(step.case_id, 'improvement') then
        raise exception 'closed as improved without an improvement period' using errcode = 'AB037';
    end if;
    if step.reason = 'decided' then
        if not case_was_in(step.case_id, 'decision') then
            raise exception 'closed as decided without a decision' using errcode = 'AB035';
        end if;
        if entry.state in ('payment', 'dunning', 'enforced_collection') then
            raise exception 'closed as decided while money is on its way; expected the report to the ministry first'
                using errcode = 'AB036';
        end if;
    end if;
end
$$;

CREATE FUNCTION public.case_due(opened date, days integer, holds daterange[] DEFAULT '{}'::daterange[]) RETURNS date
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    due date := opened + days;
    stops date[];
    stop date;
begin
    select array_agg(s.day order by s.day) into stops
    from (
        select l.day from case_lost_days(opened) l (day)
        union
        select greatest(lower(h), opened + 1) + n
        from unnest(holds) h
        cross join lateral generate_series(0, upper(h) - 1 - greatest(lower(h), opened + 1)) n
    ) s;
    stops := coalesce(stops, '{}');
    foreach stop in array stops loop
        exit when stop > due;
        due := due + 1;
    end loop;
    while extract(isodow from due) > 5 or due = any (stops)
        -- 근로자의 날 until 2025 is free for workers, and no public holiday.
        or exists (select from holiday h where h.day = due and h.kind <> 'labour_day')
    loop
        due := due + 1;
    end loop;
    return due;
end
$$;

CREATE FUNCTION public.case_entry_check(step public.case_step, entry public.case_step) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    today constant date := (step.at at time zone 'Asia/Seoul')::date;
    notice case_step;
begin
    if case_follows(entry.state, step.state) is not true then
        if entry.ordinal is null then
            raise exception 'the case is not open yet; expected observation or signal as its first step'
                using errcode = 'AB001';
        end if;
        raise exception '% cannot follow %', step.state, entry.state using errcode = 'AB008';
    end if;
    perform case_window_check(step, today);
    if (step.reason is not null) <> (step.state = 'closed') then
        raise exception 'closing, and nothing else, has a reason code' using errcode = 'AB014';
    end if;
    if step.state in ('referral', 'prior_notice', 'decision', 'decision_notice', 'dunning', 'enforced_collection')
        and case_is_held(step.case_id)
    then
        raise exception '% while the agency holds the case; expected the end of the hold first', step.state
            using errcode = 'AB023';
    end if;
    case step.state
        when 'signal' then
            if not exists (select from case_signal g where g.case_id = step.case_id) then
                raise exception 'the case names no signal; expected at least one' using errcode = 'AB039';
            end if;
        when 'explanation_requested' then
            if case_finding(step.case_id, 'quality_check') is null then
                raise exception 'no explanation is asked for before the quality of the data is judged; expected the '
                    'finding sound or unsound' using errcode = 'AB015';
            end if;
        when 'site_visit' then
            perform case_must_be_over(step.case_id, 'site_visit_notified', today, null, 'AB022',
                'the site visit is too early; expected seven full days after its notice');
        when 'referral' then
            perform case_referral_check(step, today);
        when 'decision' then
            perform case_must_be_over(step.case_id, 'prior_notice', today, 'reply', 'AB029',
                'nobody decides while an opinion may still come; expected it, or the end of its window');
            if cardinality(coalesce(step.document_hashes, '{}')) = 0 then
                raise exception 'the decision is a person''s and is only recorded; expected its document'
                    using errcode = 'AB013';
            end if;
        when 'objection' then
            select * into notice from case_step s
            where s.case_id = step.case_id and s.kind = 'entered' and s.state = 'decision_notice'
            order by s.ordinal desc limit 1;
            if today > case_due((notice.at at time zone 'Asia/Seoul')::date, 30, case_holds(step.case_id, today)) then
                raise exception 'the objection is late; expected it within 30 days of the notice'
                    using errcode = 'AB030';
            end if;
        when 'dunning' then
            perform case_must_be_over(step.case_id, 'decision_notice', today, null, 'AB031',
                'nobody is dunned before the day of payment has passed');
        when 'closed' then
            perform case_closing_check(step, entry);
        else null;
    end case;
    if step.state = 'referral' or step.state = 'closed' and step.reason in ('false_alarm', 'explained') then
        perform case_four_eyes_check(step, entry);
    end if;
end
$$;

CREATE FUNCTION public.case_event_check(step public.case_step, entry public.case_step) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    case step.kind
        when 'reply' then
            if step.link_id is null and cardinality(coalesce(step.document_hashes, '{}')) = 0 then
                raise exception 'a reply that a firm did not write here itself; expected its document'
                    using errcode = 'AB013';
            end if;
            if step.reason = 'declined' and not exists (
                select from case_step i
                where i.case_id = step.case_id and i.kind = 'entered' and i.state = 'improvement'
                    and step.party = any (i.addressees)
            ) then
                raise exception 'the % was offered no improvement period that it could decline', step.party
                    using errcode = 'AB042';
            end if;
        when 'hold_begun' then
            if case_is_held(step.case_id) then
                raise exception 'the agency holds the case already' using errcode = 'AB032';
            end if;
        when 'hold_ended' then
            if not case_is_held(step.case_id) then
                raise exception 'the agency does not hold the case' using errcode = 'AB033';
            end if;
        when 'finding' then
            if entry.state is distinct from (case
                when step.reason in ('sound', 'unsound') then 'quality_check' else 'site_visit'
            end) then
                raise exception 'nothing of this kind is found in state %; expected sound or unsound in '
                    'quality_check, or shortfall, in_use or inconclusive in site_visit', entry.state
                    using errcode = 'AB034';
            end if;
        else null;
    end case;
end
$$;

CREATE FUNCTION public.case_finding(in_case bigint, in_state text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return (
        select f.reason
        from case_step f
        where f.case_id = in_case and f.kind = 'finding'
            and (in_state = 'quality_check') = (f.reason in ('sound', 'unsound'))
            and f.ordinal > (
                select max(e.ordinal) from case_step e
                where e.case_id = in_case and e.kind = 'entered' and e.state = in_state
            )
        order by f.ordinal desc
        limit 1
    );
end
$$;

CREATE FUNCTION public.case_follows(from_state text, to_state text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return to_state = any (case coalesce(from_state, '')
        when '' then array['observation', 'signal']
        when 'observation' then array['signal', 'closed']
        when 'signal' then array['quality_check', 'closed']
        when 'quality_check' then array['explanation_requested', 'site_visit_notified', 'closed']
        when 'explanation_requested' then array['explanation_requested', 'quality_check', 'improvement',
            'site_visit_notified', 'closed']
        when 'improvement' then array['improvement', 'quality_check', 'explanation_requested',
            'site_visit_notified', 'closed']
        when 'site_visit_notified' then array['site_visit_notified', 'site_visit', 'closed']
        when 'site_visit' then array['referral', 'quality_check', 'explanation_requested', 'improvement',
            'site_visit_notified', 'closed']
        when 'referral' then array['prior_notice', 'closed']
        when 'prior_notice' then array['prior_notice', 'opinion_review', 'closed']
        when 'opinion_review' then array['prior_notice', 'decision', 'closed']
        when 'decision' then array['decision_notice', 'closed']
        when 'decision_notice' then array['decision_notice', 'objection', 'appeal', 'payment', 'dunning', 'closed']
        when 'objection' then array['decision', 'appeal', 'payment', 'dunning', 'closed']
        when 'appeal' then array['decision', 'payment', 'dunning', 'closed']
        when 'payment' then array['objection', 'appeal', 'ministry_report', 'closed']
        when 'dunning' then array['objection', 'appeal', 'payment', 'enforced_collection', 'closed']
        when 'enforced_collection' then array['appeal', 'payment', 'ministry_report', 'closed']
        when 'ministry_report' then array['closed']
        else '{}'
    end);
end
$$;

CREATE FUNCTION public.case_four_eyes_check(step public.case_step, entry public.case_step) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    proposal case_step;
begin
    select * into proposal from case_step s
    where s.case_id = step.case_id and s.kind = 'proposal' and s.ordinal > entry.ordinal
    order by s.ordinal desc limit 1;
    if (proposal.state, proposal.reason) is distinct from (step.state, step.reason) then
        raise exception '% was not proposed; expected a proposal, and the approval of another person', step.state
            using errcode = 'AB024';
    end if;
    if not exists (
        select from case_step a
        where a.case_id = step.case_id and a.kind = 'approval' and a.ordinal > proposal.ordinal
    ) then
        raise exception '% is proposed and not approved; expected the approval of another person', step.state
            using errcode = 'AB025';
    end if;
end
$$;

CREATE FUNCTION public.case_holds(in_case bigint, today date) RETURNS daterange[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return (
        select coalesce(array_agg(daterange((b.at at time zone 'Asia/Seoul')::date,
            coalesce((e.at at time zone 'Asia/Seoul')::date, today), '[]') order by b.ordinal), '{}')
        from case_step b
        left join lateral (
            select n.at
            from case_step n
            where n.case_id = b.case_id and n.kind = 'hold_ended' and n.ordinal > b.ordinal
            order by n.ordinal
            limit 1
        ) e on true
        where b.case_id = in_case and b.kind = 'hold_begun'
    );
end
$$;

CREATE FUNCTION public.case_is_held(in_case bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return coalesce((
        select h.kind = 'hold_begun'
        from case_step h
        where h.case_id = in_case and h.kind in ('hold_begun', 'hold_ended')
        order by h.ordinal desc
        limit 1
    ), false);
end
$$;

CREATE FUNCTION public.case_link_check() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    -- An older snapshot would not see what another session wrote before it gave the lock back.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'steps of cases are written in read committed transactions, not in %',
            current_setting('transaction_isolation') using errcode = 'AB046';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case', new.case_id));
    if case_clock_allows(new.issued_at) is not true then
        raise exception 'the link is of another time; expected one within five minutes of the clock of the database'
            using errcode = 'AB004';
    end if;
    if case_was_in(new.case_id, 'closed') then
        raise exception 'the case is closed; expected a note or another case' using errcode = 'AB007';
    end if;
    if not exists (
        select from case_step s
        where s.case_id = new.case_id and s.ordinal = new.ordinal and new.party = any (s.addressees)
    ) or not case_party_is(new.case_id, new.party, new.company_number,
        (new.issued_at at time zone 'Asia/Seoul')::date)
    then
        raise exception 'step % does not ask company % as %; expected a step that asks this party', new.ordinal,
            new.company_number, new.party using errcode = 'AB045';
    end if;
    return new;
end
$$;

CREATE FUNCTION public.case_lost_days(after date) RETURNS SETOF date
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return query
        select p.day
        from (
            select d.day, greatest(o.began_at, d.day::timestamp at time zone 'Asia/Seoul') as since,
                least(o.ended_at, (d.day + 1)::timestamp at time zone 'Asia/Seoul') as until
            from (
                select lower(r.span) as began_at, upper(r.span) as ended_at
                from (
                    select unnest(range_agg(tstzrange(k.began_at, k.ended_at))) as span
                    from outage k
                    where k.superseded_at is null
                        and k.ended_at > (after + 1)::timestamp at time zone 'Asia/Seoul'
                ) r
            ) o
            cross join lateral (
                select (o.began_at at time zone 'Asia/Seoul')::date + n as day
                from generate_series(0, (o.ended_at at time zone 'Asia/Seoul')::date
                    - (o.began_at at time zone 'Asia/Seoul')::date) n
            ) d
            where d.day > after
        ) p
        where p.since < p.until
        group by p.day
        having sum(p.until - p.since) >= interval '10 minutes'
            or max(p.until) > (p.day + 1)::timestamp at time zone 'Asia/Seoul' - interval '10 minutes';
end
$$;

CREATE FUNCTION public.case_must_be_over(in_case bigint, in_state text, today date, ended_by text, code text, explanation text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    until constant date := case_running_until(in_case, in_state, today, ended_by);
begin
    if until is not null then
        raise exception '%', explanation using errcode = code, detail = until::text;
    end if;
end
$$;

CREATE FUNCTION public.case_party_is(in_case bigint, in_party text, number text, on_day date) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return in_party = 'supplier' and exists (
        select from review_case c
        join build b on b.build_id = c.build_id
        cross join lateral active_supplier(b.project_id, on_day) s
        where c.case_id = in_case and s.number = case_party_is.number
    ) or in_party = 'adopter' and exists (
        select from review_case c
        join build b on b.build_id = c.build_id
        join party y on y.project_id = b.project_id and y.role = in_party
        join company f on f.company_id = y.company_id
        where c.case_id = in_case and f.number = case_party_is.number and is_in_force(y.valid_from, y.valid_to, on_day)
    ) or in_party = 'adopter' and exists (
        select from review_case c
        join build b on b.build_id = c.build_id
        join site t on t.site_id = b.site_id
        join company f on f.company_id = t.company_id
        where c.case_id = in_case and f.number = case_party_is.number
    );
end
$$;

CREATE FUNCTION public.case_referral_check(step public.case_step, today date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    if case_finding(step.case_id, 'quality_check') is distinct from 'sound' then
        raise exception 'the data were not found sound; expected the finding sound of the last quality check'
            using errcode = 'AB016';
    end if;
    if not case_was_in(step.case_id, 'explanation_requested') then
        raise exception 'nobody was asked to explain; expected a request for explanation' using errcode = 'AB017';
    end if;
    perform case_must_be_over(step.case_id, 'explanation_requested', today, 'reply', 'AB018',
        'an explanation may still come; expected the replies of all who were asked, or the end of the window');
    if not case_was_in(step.case_id, 'improvement') then
        raise exception 'no improvement period was offered; expected one' using errcode = 'AB019';
    end if;
    perform case_must_be_over(step.case_id, 'improvement', today, 'declined', 'AB020',
        'the improvement period is running; expected its end, or that it was declined in writing');
    if case_finding(step.case_id, 'site_visit') is null then
        raise exception 'the result of the site visit is not recorded; expected the finding shortfall, in_use or '
            'inconclusive' using errcode = 'AB021';
    end if;
end
$$;

CREATE FUNCTION public.case_running_until(in_case bigint, in_state text, today date, ended_by text) RETURNS date
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return (
        select max(e.until)
        from case_step w
        cross join lateral (
            select greatest(w.due_on,
                case_due((w.at at time zone 'Asia/Seoul')::date, w.days, case_holds(in_case, today))) as until
        ) e
        where w.case_id = in_case and w.kind = 'entered' and w.state = in_state and e.until >= today
            and (ended_by is null or not w.addressees <@ array(
                select r.party
                from case_step r
                where r.case_id = in_case and r.kind = 'reply' and r.ordinal > w.ordinal
                    and (ended_by = 'reply' or r.reason = ended_by)
            ))
    );
end
$$;

CREATE FUNCTION public.case_signal_check() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    -- An older snapshot would not see what another session wrote before it gave the lock back.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'steps of cases are written in read committed transactions, not in %',
            current_setting('transaction_isolation') using errcode = 'AB046';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case', new.case_id));
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case_signal', new.signal_id));
    if not exists (
        select from review_case c
        join signal g on g.build_id = c.build_id
        where c.case_id = new.case_id and g.signal_id = new.signal_id
    ) then
        raise exception 'signal % is not of the build of case %', new.signal_id, new.case_id using errcode = 'AB043';
    end if;
    if case_was_in(new.case_id, 'closed') then
        raise exception 'the case is closed; expected a note or another case' using errcode = 'AB007';
    end if;
    if exists (
        select from case_signal o where o.signal_id = new.signal_id and not case_was_in(o.case_id, 'closed')
    ) then
        raise exception 'signal % is in an open case already', new.signal_id using errcode = 'AB044';
    end if;
    return new;
end
$$;

CREATE FUNCTION public.case_step_check() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    last case_step;
    entry case_step;
begin
    -- An older snapshot would not see what another session wrote before it gave the lock back.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'steps of cases are written in read committed transactions, not in %',
            current_setting('transaction_isolation') using errcode = 'AB046';
    end if;
    -- One step of a case at a time: whoever waited here sees what the other wrote, and is refused below.
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case', new.case_id));
    select * into last from case_step s where s.case_id = new.case_id order by s.ordinal desc limit 1;
    if new.ordinal is distinct from coalesce(last.ordinal, 0) + 1 then
        raise exception 'step % of case %: expected step %; somebody else was first, look at the case again',
            new.ordinal, new.case_id, coalesce(last.ordinal, 0) + 1 using errcode = 'AB002';
    end if;
    if new.at is null or new.at < last.at then
        raise exception 'the step is earlier than the one before it; expected a time from % on', last.at
            using errcode = 'AB003';
    end if;
    if case_clock_allows(new.at) is not true then
        raise exception 'the step is of another time; expected one within five minutes of the clock of the database'
            using errcode = 'AB004';
    end if;
    perform case_actor_check(new);
    if btrim(coalesce(new.text, '')) = '' then
        raise exception 'the step does not say why; expected a text' using errcode = 'AB040';
    end if;
    select * into entry from case_step s
    where s.case_id = new.case_id and s.kind = 'entered' order by s.ordinal desc limit 1;
    if entry.ordinal is null and new.kind is distinct from 'entered' then
        raise exception 'the case is not open yet; expected observation or signal as its first step'
            using errcode = 'AB001';
    end if;
    if entry.state = 'closed' and new.kind is distinct from 'note' then
        raise exception 'the case is closed; expected a note or another case' using errcode = 'AB007';
    end if;
    case new.kind
        when 'entered' then perform case_entry_check(new, entry);
        when 'proposal', 'approval' then perform case_approval_check(new, entry);
        else perform case_event_check(new, entry);
    end case;
    return new;
end
$$;

CREATE FUNCTION public.case_was_in(in_case bigint, in_state text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return exists (select from case_step s where s.case_id = in_case and s.kind = 'entered' and s.state = in_state);
end
$$;

CREATE FUNCTION public.case_window_check(step public.case_step, today date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    least_days integer;
begin
    least_days := case step.state
        when 'explanation_requested' then (select c.answer_days from review_case c where c.case_id = step.case_id)
        when 'improvement' then 1
        when 'site_visit_notified' then 7
        when 'prior_notice' then 10
        when 'decision_notice' then 30
    end;
    if least_days is null then
        if num_nonnulls(step.addressees, step.days, step.due_on) > 0 then
            raise exception '% opens no window; expected neither addressees nor days', step.state
                using errcode = 'AB009';
        end if;
        return;
    end if;
    if step.addressees is null or cardinality(step.addressees) = 0 then
        raise exception '% is for nobody; expected adopter, supplier or both', step.state using errcode = 'AB010';
    end if;
    if step.days is null or step.days < least_days then
        raise exception '% gives % days; expected at least %', step.state, step.days, least_days
            using errcode = 'AB011';
    end if;
    if step.due_on is null or step.due_on < case_due(today, step.days, case_holds(step.case_id, today)) then
        raise exception 'the announced day % is too early', step.due_on
            using errcode = 'AB012', detail = case_due(today, step.days, case_holds(step.case_id, today))::text;
    end if;
end
$$;

CREATE FUNCTION public.ensure_partitions(arrival_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    parent text;
    child text;
begin
    foreach parent in array array['receipt', 'quarantine'] loop
        child := format('%s_%s', parent, to_char(arrival_day, 'YYYYMMDD'));
        if to_regclass(child) is null then
            perform pg_advisory_xact_lock(hashtext('afterbuild.partitions'));
            begin
                -- Made apart and then attached: this takes no lock that a running COPY or a long read would hold up.
                execute format('create table %I (like %I including defaults including constraints)', child, parent);
                execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                    parent, child, arrival_day, arrival_day + 1);
            exception when duplicate_table then
                null;  -- made by another while we waited for the lock
            end;
        end if;
    end loop;
end
$$;

CREATE FUNCTION public.feed_case_step() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_change_withdrawal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_export() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into feed_pending (recorded_at, kind, subject_id, body)
    select e.as_of, 'export.made', e.export_id, jsonb_build_object('quarter', e.quarter, 'revision', e.revision)
    from added e
    order by e.export_id;
    return null;
end
$$;

CREATE FUNCTION public.feed_incident() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_incident_end() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select e.ended_at, 'incident.ended', m.build_id, e.incident_id, jsonb_build_object('ended_on', e.ended_on)
    from added e
    join incident_build m on m.incident_id = e.incident_id
    order by e.incident_id, m.build_id;
    return null;
end
$$;

CREATE FUNCTION public.feed_new_epoch() RETURNS text
    LANGUAGE sql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    update feed_state set epoch = left(gen_random_uuid()::text, 8) returning epoch
$$;

CREATE FUNCTION public.feed_outage() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_plan_added() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_plan_closed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_policy() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_registry() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_signal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
    select s.raised_at, 'signal.raised', s.build_id, s.signal_id, jsonb_build_object('rule', s.rule, 'severity',
        s.severity, 'from', s.window_from, 'to', s.window_to)
    from added s
    order by s.signal_id;
    return null;
end
$$;

CREATE FUNCTION public.feed_signal_clearing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_suspension() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.feed_suspension_withdrawal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.fleet(on_day date, scope_programmes text[], scope_supplier text, scope_regions text[], of_programmes text[], of_type text, in_phase text, of_supplier text, of_regions text[], is_open boolean, told_since timestamp with time zone, of_codes text[], words text) RETURNS TABLE(build_id bigint, code text, phase text, phase_end date, last_sign date, silent_since date, open_signals integer)
    LANGUAGE sql STABLE
    AS $_$
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
$_$;

CREATE FUNCTION public.is_in_force(valid_from date, valid_to date, on_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $_$
    select $1 <= $3 and ($2 is null or $2 >= $3)
$_$;

CREATE FUNCTION public.job_claim(claimed_job text, period timestamp with time zone, moment timestamp with time zone, lease_end timestamp with time zone, OUT is_taken boolean, OUT busy_since timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    -- Two claims of one job at once: the second sees what the first did.
    perform pg_advisory_xact_lock(hashtext('afterbuild.job'), hashtext(claimed_job));
    update job_run r set outcome = 'failed', detail = 'its lease ended at ' || r.lease_until
    where r.job = claimed_job and r.outcome is null and r.lease_until < moment;
    select r.started_at into busy_since from job_run r where r.job = claimed_job and r.outcome is null;
    is_taken := false;
    if busy_since is null then
        insert into job_run as r (job, period_start, started_at, lease_until)
        values (claimed_job, period, moment, lease_end)
        on conflict (job, period_start) do update
            set started_at = excluded.started_at, lease_until = excluded.lease_until, outcome = null, detail = null
            where r.finished_at is null and r.lease_until < excluded.started_at;
        is_taken := found;
    end if;
end
$$;

CREATE FUNCTION public.key_news(builds bigint[], known_at timestamp with time zone) RETURNS TABLE(build_id bigint, key_id bigint, dialect smallint, network smallint, seen_at timestamp with time zone, is_new_dialect boolean, is_new_network boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $_$
    with way as (
        -- Two instances may have noted the same.
        select s.build_id, s.key_id, s.dialect, s.network, min(s.seen_at) as seen_at
        from key_sighting s
        where s.build_id = any ($1) and s.seen_at <= $2
        group by s.build_id, s.key_id, s.dialect, s.network
    )
    select w.build_id, w.key_id, w.dialect, w.network, w.seen_at,
        bool_and(e.dialect <> w.dialect),
        coalesce(bool_and(e.network <> w.network), false)
    from way w
    join way e on e.key_id = w.key_id
        and (e.seen_at, e.dialect, coalesce(e.network, 0)) < (w.seen_at, w.dialect, coalesce(w.network, 0))
    group by w.build_id, w.key_id, w.dialect, w.network, w.seen_at
    having bool_and(e.dialect <> w.dialect) or bool_and(e.network <> w.network)
$_$;

CREATE FUNCTION public.outage_gaps(since timestamp with time zone) RETURNS TABLE(began_at timestamp with time zone, ended_at timestamp with time zone, cause text, detail text)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $_$
    with relevant as (
        select * from collector_presence p where p.seen_at > $1
        union all
        -- What was before: the gap that leads into the span begins there.
        (select * from collector_presence p where p.seen_at <= $1 order by p.seen_at desc, p.began_at limit 1)
    ),
    reached as (
        select r.began_at,
            max(r.seen_at) over (order by r.began_at, r.seen_at, r.instance_id
                rows between unbounded preceding and 1 preceding) as seen_before
        from relevant r
    )
    select g.seen_before, g.began_at, coalesce(l.ending, 'crashed'), l.detail
    from reached g
    cross join lateral (
        -- The cause is that of the instance that was present longest.
        select r.ending, r.detail
        from relevant r
        where r.seen_at = g.seen_before
        order by r.instance_id desc, r.began_at desc
        limit 1
    ) l
    where g.began_at > g.seen_before + interval '15 seconds' and g.began_at > $1
$_$;

CREATE TABLE public.outage (
    outage_id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    cause text NOT NULL,
    detail text NOT NULL,
    known_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    declared_by text,
    withdrawn_by text,
    withdrawal_reason text,
    CONSTRAINT outage_cause_check CHECK ((cause = ANY (ARRAY['crashed'::text, 'stopped'::text, 'stalled'::text, 'both stores failed'::text, 'declared'::text]))),
    CONSTRAINT outage_check CHECK ((began_at < ended_at)),
    CONSTRAINT outage_check1 CHECK ((known_at <= superseded_at)),
    CONSTRAINT outage_declared_check CHECK (((cause = 'declared'::text) = (declared_by IS NOT NULL))),
    CONSTRAINT outage_withdrawn_check CHECK (((((cause = 'declared'::text) AND (superseded_at IS NOT NULL)) = (withdrawn_by IS NOT NULL)) AND ((withdrawn_by IS NULL) = (withdrawal_reason IS NULL))))
);

COMMENT ON COLUMN public.outage.detail IS 'of a declared one: its reason';

COMMENT ON COLUMN public.outage.superseded_at IS 'set when it turned out to be none, or another; of a declared one when it was withdrawn';

CREATE FUNCTION public.outages_record(moment timestamp with time zone) RETURNS SETOF public.outage
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    since constant timestamptz := moment - interval '35 days';
begin
    -- Two instances at once would find the same gap new.
    perform pg_advisory_xact_lock(hashtext('afterbuild.outages'));
    update outage o set superseded_at = greatest(moment, o.known_at)
    where o.superseded_at is null and o.cause <> 'declared' and o.ended_at > since
        and not exists (
            select from outage_gaps(since) g
            where (g.began_at, g.ended_at, g.cause, g.detail) = (o.began_at, o.ended_at, o.cause, o.detail)
        );
    return query
        insert into outage (began_at, ended_at, cause, detail, known_at)
        select g.began_at, g.ended_at, g.cause, g.detail, moment
        from outage_gaps(since) g
        where not exists (
            select from outage o
            where o.superseded_at is null and o.cause <> 'declared' and o.began_at = g.began_at and o.ended_at = g.ended_at
        )
        order by g.began_at
        returning *;
end
$$;

CREATE FUNCTION public.period_changes(on_day date) RETURNS TABLE(build_id bigint, as_to date)
    LANGUAGE sql STABLE
    AS $_$
    select distinct on (b.build_id) b.build_id, e.as_to
    from change_event e
    join build b on b.project_id = e.project_id and (e.build_id is null or e.build_id = b.build_id)
    where e.kind = 'period' and e.as_to is not null and e.effective_on <= $1
        and not exists (select from change_withdrawal w where w.change_id = e.change_id)
    order by b.build_id, e.effective_on desc, e.change_id desc
$_$;

CREATE FUNCTION public.policy_rule_check() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    if exists (select from backtest b where b.policy_id = new.policy_id)
        or exists (select from policy_activation a where a.policy_id = new.policy_id)
    then
        raise exception 'policy % was back-tested or activated; its rules stay as they are', new.policy_id
            using errcode = '23514', hint = 'Draft a new version.';
    end if;
    return new;
end
$$;

CREATE FUNCTION public.quarantine_claim(digits text, build_code text, actor text, reason text, moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $_$
declare
    low bytea;
    high bytea;
    holder record;
    target bigint;
    claimed bigint;
    new_order bigint;
begin
    perform quarantine_order_check(actor, reason, moment);
    digits := lower(btrim(digits));
    if digits is null or digits !~ '^[0-9a-f]{12,64}$' then
        raise exception 'key hash "%": expected 12 to 64 hexadecimal digits, as afterbuild quarantine list shows them',
            coalesce(digits, '');
    end if;
    select b.build_id into target from build b where b.code = build_code;
    if target is null then
        raise exception 'no build %: expected the code of a build; afterbuild registry import makes builds',
            coalesce(build_code, '');
    end if;
    -- Two claims of one key at once: the second sees what the first did.
    perform pg_advisory_xact_lock(hashtext('afterbuild.quarantine_claim'));
    low := decode(rpad(digits, 64, '0'), 'hex');
    high := decode(rpad(digits, 64, 'f'), 'hex');
    select min(encode(q.key_hash, 'hex')), max(encode(q.key_hash, 'hex')) into holder
    from (
        (select q.key_hash from quarantine q where q.lane = 'unknown_key' and q.key_hash between low and high
            order by q.key_hash limit 1)
        union all
        (select q.key_hash from quarantine q where q.lane = 'unknown_key' and q.key_hash between low and high
            order by q.key_hash desc limit 1)
    ) q;
    if holder.min is null then
        raise exception 'no record in lane unknown_key has a key whose hash begins with %; '
            'afterbuild quarantine list --lane unknown_key shows them', digits;
    end if;
    if holder.min <> holder.max then
        raise exception 'several keys have a hash that begins with %: give more digits, such as % or %', digits,
            left(holder.min, 24), left(holder.max, 24);
    end if;
    low := decode(holder.min, 'hex');
    select k.key_id, k.build_id, k.revoked_at, b.code into holder
    from key k
    join build b on b.build_id = k.build_id
    where k.key_hash = low;
    if holder.build_id <> target then
        raise exception 'this key belongs to build % already, as key %; a key has one build', holder.code,
            holder.key_id;
    end if;
    if holder.revoked_at is not null then
        raise exception 'this key of build % was revoked on % and stays so; issue a new one', holder.code,
            (holder.revoked_at at time zone 'Asia/Seoul')::date;
    end if;
    claimed := holder.key_id;
    if claimed is null then
        -- That it existed is known from its first record on.
        insert into key (build_id, key_hash, hint, origin, issued_at, existed_from)
        values (target, low, '????', 'claimed', moment, (
            select q.arrival_day
            from quarantine q
            where q.lane = 'unknown_key' and q.key_hash = low
            order by q.arrival_day
            limit 1
        ))
        returning key_id into claimed;
        update registry_revision set revision = revision + 1;
        insert into feed_pending (recorded_at, kind, build_id, body)
        values (moment, 'build.changed', target, '{"what": ["key"]}');
    end if;
    insert into quarantine_order (kind, lane, key_id, build_id, ignores_limits, requested_by, reason, requested_at,
        due_at)
    values ('claim', 'unknown_key', claimed, target, false, actor, reason, moment, moment)
    returning order_id into new_order;
    insert into audit_event (at, actor, action, subject, detail)
    values (moment, actor, 'quarantine claim', build_code, jsonb_build_object('order_id', new_order, 'key_id', claimed,
        'key_hash', left(encode(low, 'hex'), 12), 'is_new_key', holder.key_id is null, 'reason', reason));
    return new_order;
end
$_$;

CREATE FUNCTION public.quarantine_forget(before date, moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    -- What came before the last call was forgotten then, but for records that were late on the spool.
    since constant date := coalesce((select max(f.before_day) - 31 from quarantine_forgetting f), '-infinity');
    forgotten bigint;
begin
    update quarantine q set sealed = ''
    where q.arrival_day >= since and q.arrival_day < before and q.sealed <> '';
    get diagnostics forgotten = row_count;
    if forgotten > 0 then
        insert into quarantine_forgetting (before_day, forgotten_at, records) values (before, moment, forgotten)
        on conflict do nothing;
    end if;
    return forgotten;
end
$$;

CREATE FUNCTION public.quarantine_list(in_lane text, from_day date, to_day date, digits text, row_limit integer) RETURNS TABLE(lane text, code text, key_digits text, build_code text, dialect smallint, records bigint, moved bigint, first_at timestamp with time zone, last_at timestamp with time zone, newest text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
    with grouped as (
        select q.lane, q.code, q.key_hash, q.key_id, q.dialect, count(*) - count(m.batch_id) as records,
            count(m.batch_id) as moved, min(q.received_at) as first_at, max(q.received_at) as last_at,
            max(lpad(to_hex(q.batch_id), 16, '0') || '-' || q.ordinal) as newest
        from quarantine q
        left join quarantine_move m on m.batch_id = q.batch_id and m.ordinal = q.ordinal
        where ($1 is null or q.lane = $1)
            and ($2 is null or q.arrival_day >= $2)
            and ($3 is null or q.arrival_day <= $3)
            and ($4 is null or encode(q.key_hash, 'hex') like lower($4) || '%')
        group by q.lane, q.code, q.key_hash, q.key_id, q.dialect
    )
    select g.lane, g.code, left(encode(g.key_hash, 'hex'), 12), b.code, g.dialect, g.records, g.moved, g.first_at,
        g.last_at, g.newest
    from grouped g
    -- The key may have been registered since.
    left join key k on k.key_id = g.key_id or g.key_id is null and k.key_hash = g.key_hash
    left join build b on b.build_id = k.build_id
    order by g.records desc, g.moved desc, g.lane, g.code, g.key_hash, g.dialect
    limit $5
$_$;

CREATE FUNCTION public.quarantine_order_check(actor text, reason text, moment timestamp with time zone) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    if coalesce(btrim(actor), '') = '' then
        raise exception 'no actor: expected the name of the person who decides, for the audit';
    end if;
    if coalesce(btrim(reason), '') = '' then
        raise exception 'no reason: expected why these records are to be counted, for the audit';
    end if;
    if moment is null then
        raise exception 'no moment: expected the time of the order';
    end if;
end
$$;

CREATE FUNCTION public.quarantine_replay(in_lane text, from_day date, to_day date, build_code text, ignores_limits boolean, actor text, reason text, moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    target bigint;
    new_order bigint;
begin
    perform quarantine_order_check(actor, reason, moment);
    if in_lane = 'test' then
        raise exception 'lane test: records with the test code are never counted';
    end if;
    if in_lane is null or in_lane not in ('unknown_key', 'malformed', 'not_collecting', 'over_limit') then
        raise exception 'lane "%": expected unknown_key, malformed, not_collecting or over_limit',
            coalesce(in_lane, '');
    end if;
    if from_day is null or to_day is null or from_day > to_day then
        raise exception 'days % to %: expected a first and a last day of arrival, the first not after the last',
            coalesce(from_day::text, 'none'), coalesce(to_day::text, 'none');
    end if;
    if in_lane = 'over_limit' and ignores_limits is not true then
        raise exception 'lane over_limit: its records count only where the order ignores limits '
            '(--ignore-limits, ignores_limits => true)';
    end if;
    if build_code is not null then
        select b.build_id into target from build b where b.code = build_code;
        if target is null then
            raise exception 'no build %: expected the code of a build, or none for all builds', build_code;
        end if;
    end if;
    insert into quarantine_order (kind, lane, build_id, from_day, to_day, ignores_limits, requested_by, reason,
        requested_at, due_at)
    values ('replay', in_lane, target, from_day, to_day, coalesce(ignores_limits, false), actor, reason, moment, moment)
    returning order_id into new_order;
    insert into audit_event (at, actor, action, subject, detail)
    values (moment, actor, 'quarantine replay', coalesce(build_code, 'all builds'),
        jsonb_build_object('order_id', new_order, 'lane', in_lane, 'from', from_day, 'to', to_day,
            'ignores_limits', coalesce(ignores_limits, false), 'reason', reason));
    return new_order;
end
$$;

CREATE FUNCTION public.quarantine_show(receipt_id text) RETURNS TABLE(lane text, code text, received_at timestamp with time zone, occurred_at timestamp with time zone, key_digits text, key_id bigint, build_code text, dialect smallint, repairs bigint, sealed_bytes integer, forgotten_at timestamp with time zone, moved_at timestamp with time zone, moved_to text, order_id bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
declare
    batch bigint;
    place integer;
begin
    if receipt_id is null or receipt_id !~ '^[0-9a-f]{16}-[0-9]{1,9}$' then
        raise exception 'receipt id "%": expected 16 hexadecimal digits, - and a number, such as 012345678abcdef0-0',
            coalesce(receipt_id, '');
    end if;
    batch := ('x' || left(receipt_id, 16))::bit(64)::bigint;
    place := substr(receipt_id, 18)::integer;
    return query
        select q.lane, q.code, q.received_at, q.occurred_at, encode(q.key_hash, 'hex'), q.key_id, b.code, q.dialect,
            q.repairs, octet_length(q.sealed),
            case when octet_length(q.sealed) = 0 then (
                select min(f.forgotten_at) from quarantine_forgetting f where f.before_day > q.arrival_day
            ) end,
            m.moved_at, t.code, m.order_id
        from quarantine q
        left join key k on k.key_id = q.key_id or q.key_id is null and k.key_hash = q.key_hash
        left join build b on b.build_id = k.build_id
        left join quarantine_move m on m.batch_id = q.batch_id and m.ordinal = q.ordinal
        left join build t on t.build_id = m.build_id
        where q.batch_id = batch and q.ordinal = place
            -- A batch id begins with its day of arrival: one partition is read.
            and q.arrival_day = date '2020-01-01' + (batch >> 49)::integer;
end
$_$;

CREATE FUNCTION public.status_reach(on_day date, of_build bigint) RETURNS TABLE(build_id bigint, from_day date, start_from date, has_shifts boolean)
    LANGUAGE sql STABLE
    AS $$
    select b.build_id,
        least(
            on_day - 56, date_trunc('quarter', on_day)::date,
            case when on_day <= as_phase_end(p.as_to, p.completed_on, g.as_months)
                then p.completed_on + 1 end
        ),
        greatest(
            p.completed_on + 1, build_collecting_from(b.build_id, b.collect_from, p.completed_on, null),
            (
                select d.day
                from build_day d
                where d.build_id = b.build_id and d.superseded_at is null and d.receipts > d.implausible
                order by d.day
                limit 1
            )
        ),
        t.shifts like '%교대%'
    from build b
    join project p on p.project_id = b.project_id
    join programme g on g.code = p.programme_code
    join site t on t.site_id = b.site_id
    where b.build_id = of_build
$$;

CREATE FUNCTION public.supplied_projects(supplier text, on_day date) RETURNS TABLE(project_id bigint)
    LANGUAGE sql STABLE
    AS $_$
    select distinct y.project_id
    from company c
    join party y on y.company_id = c.company_id and y.role = 'supplier'
    cross join lateral active_supplier(y.project_id, $2) s
    where c.number = $1 and s.company_id = c.company_id
$_$;

CREATE FUNCTION public.window_touch_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, date '1970-01-01', 'period changed', e.effective_on::text
    from added e
    join build b on b.project_id = e.project_id and (e.build_id is null or b.build_id = e.build_id)
    where e.kind = 'period';
    return null;
end
$$;

CREATE FUNCTION public.window_touch_change_withdrawal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.window_touch_incident() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select m.build_id, m.last_sign + 1, 'incident opened', m.incident_id::text
    from added m;
    return null;
end
$$;

CREATE FUNCTION public.window_touch_incident_end() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select m.build_id, m.last_sign + 1, 'incident ended', m.incident_id::text
    from added e
    join incident_build m on m.incident_id = e.incident_id;
    return null;
end
$$;

CREATE FUNCTION public.window_touch_key() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.window_touch_outage() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.window_touch_registry() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.window_touch_suspension() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, s.began_on, 'suspension declared',
        s.began_on || coalesce('/' || s.ended_on, '/')
    from added s
    join build b on b.site_id = s.site_id;
    return null;
end
$$;

CREATE FUNCTION public.window_touch_suspension_withdrawal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into window_touch (build_id, from_day, cause, detail)
    select b.build_id, s.began_on, 'suspension withdrawn', s.began_on || coalesce('/' || s.ended_on, '/')
    from added w
    join suspension s on s.suspension_id = w.suspension_id
    join build b on b.site_id = s.site_id;
    return null;
end
$$;

CREATE TABLE public.build (
    build_id bigint NOT NULL,
    code text NOT NULL,
    project_id bigint NOT NULL,
    site_id bigint NOT NULL,
    solution text,
    system_kind text,
    collect_from date,
    collect_to date,
    intake_profile text NOT NULL,
    CONSTRAINT build_check CHECK ((collect_from <= collect_to)),
    CONSTRAINT build_intake_profile_check CHECK ((intake_profile = ANY (ARRAY['FULL'::text, 'LEGACY_10MIN'::text])))
);

CREATE TABLE public.company (
    company_id bigint NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    email text,
    CONSTRAINT company_number_check CHECK ((number ~ '^[0-9]{10}$'::text))
);

CREATE TABLE public.programme (
    code text NOT NULL,
    year integer NOT NULL,
    group_ko text,
    name_ko text NOT NULL,
    support_type_ko text,
    cap_krw bigint,
    share_percent numeric,
    months integer,
    extension_months_max integer,
    entry_level text,
    agency_ko text,
    monitorable boolean NOT NULL,
    as_months integer NOT NULL,
    source text NOT NULL
);

CREATE TABLE public.project (
    project_id bigint NOT NULL,
    code text NOT NULL,
    programme_code text NOT NULL,
    agreed_on date,
    build_from date,
    build_to date,
    extended_to date,
    completed_on date,
    as_to date,
    final_evaluated_on date,
    total_cost_krw bigint,
    grant_krw bigint,
    firm_krw bigint,
    local_krw bigint,
    target_level text,
    confirmed_level text,
    confirmed_on date,
    CONSTRAINT project_check CHECK ((agreed_on <= build_from)),
    CONSTRAINT project_check1 CHECK ((build_from <= build_to)),
    CONSTRAINT project_check2 CHECK ((build_to <= extended_to)),
    CONSTRAINT project_check3 CHECK ((completed_on <= as_to)),
    CONSTRAINT project_check4 CHECK ((grant_krw <= total_cost_krw))
);

CREATE TABLE public.site (
    site_id bigint NOT NULL,
    company_id bigint NOT NULL,
    serial integer NOT NULL,
    name text,
    region_code text,
    address text,
    ksic text,
    size_class text,
    headcount integer,
    workdays text NOT NULL,
    shifts text,
    works_on_holidays boolean NOT NULL,
    shutdowns text NOT NULL
);

CREATE VIEW api.build AS
 SELECT b.build_id,
    b.code,
    p.code AS project_code,
    p.programme_code,
    a.number AS adopter_number,
    a.name AS adopter_name,
    t.region_code,
    t.ksic,
    t.size_class,
    b.solution,
    b.intake_profile,
    p.target_level,
    p.confirmed_level,
    b.collect_from,
    b.collect_to,
    p.completed_on,
    public.as_phase_end(p.as_to, p.completed_on, g.as_months) AS intensive_as_to,
    p.final_evaluated_on
   FROM ((((public.build b
     JOIN public.project p ON ((p.project_id = b.project_id)))
     JOIN public.programme g ON ((g.code = p.programme_code)))
     JOIN public.site t ON ((t.site_id = b.site_id)))
     JOIN public.company a ON ((a.company_id = t.company_id)));

COMMENT ON VIEW api.build IS 'Builds (구축 건) as the registry file has them, one row each; recorded changes of period are in api.change';

COMMENT ON COLUMN api.build.build_id IS 'joins the views; may differ after a restore elsewhere, the code does not';

COMMENT ON COLUMN api.build.code IS 'code of the build';

COMMENT ON COLUMN api.build.project_code IS 'code of the grant (과제)';

COMMENT ON COLUMN api.build.programme_code IS 'joins api.programme';

COMMENT ON COLUMN api.build.adopter_number IS 'business number (사업자등록번호) of the 도입기업';

COMMENT ON COLUMN api.build.adopter_name IS 'name of the 도입기업';

COMMENT ON COLUMN api.build.region_code IS 'two digits of the 시도';

COMMENT ON COLUMN api.build.ksic IS 'industry by KSIC';

COMMENT ON COLUMN api.build.size_class IS 'size class of the company';

COMMENT ON COLUMN api.build.solution IS 'the solution as the registry names it';

COMMENT ON COLUMN api.build.intake_profile IS 'FULL: every record; LEGACY_10MIN: one record in ten minutes';

COMMENT ON COLUMN api.build.target_level IS '목표 수준';

COMMENT ON COLUMN api.build.confirmed_level IS '확인된 수준';

COMMENT ON COLUMN api.build.collect_from IS 'first day on which records are counted';

COMMENT ON COLUMN api.build.collect_to IS 'last day on which records are counted';

COMMENT ON COLUMN api.build.completed_on IS '구축완료일; monitoring starts on the next day';

COMMENT ON COLUMN api.build.intensive_as_to IS 'last day of the 집중AS phase';

COMMENT ON COLUMN api.build.final_evaluated_on IS '최종평가일';

CREATE TABLE public.build_day (
    build_id bigint NOT NULL,
    day date NOT NULL,
    version integer NOT NULL,
    known_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    receipts integer NOT NULL,
    distinct_tuples integer NOT NULL,
    slots bit(144) NOT NULL,
    users integer NOT NULL,
    actions integer[] NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    hours integer[] NOT NULL,
    late integer NOT NULL,
    rejected integer NOT NULL,
    implausible integer NOT NULL,
    arrived integer NOT NULL,
    arrival_days date[] NOT NULL,
    log_in_users integer DEFAULT 0 NOT NULL,
    log_in_pairs integer DEFAULT 0 NOT NULL,
    first_arrival date
);

COMMENT ON COLUMN public.build_day.slots IS 'active 10-minute slots of the KST day, bit 0 = 00:00 to 00:09';

COMMENT ON COLUMN public.build_day.actions IS 'receipts by action DO6001 to DO6007, then without a known action';

COMMENT ON COLUMN public.build_day.arrival_days IS 'arrival partitions that hold receipts or quarantined records of this day';

COMMENT ON COLUMN public.build_day.log_in_users IS 'pseudonyms with a plausible DO6001 on this day';

COMMENT ON COLUMN public.build_day.log_in_pairs IS 'those of them with a plausible DO6002 on the same day';

COMMENT ON COLUMN public.build_day.first_arrival IS 'arrival day of the first plausible receipt that claims the day; null where that is not known, or there is none';

CREATE VIEW api.build_day AS
 SELECT d.build_id,
    d.day,
    d.known_at,
    d.receipts,
    d.distinct_tuples,
    (bit_count(d.slots))::integer AS active_slots,
    d.users,
    (d.receipts > d.implausible) AS used,
    d.late,
    d.rejected,
    d.implausible,
    d.arrived,
    d.first_at,
    d.last_at
   FROM public.build_day d
  WHERE (d.superseded_at IS NULL);

COMMENT ON VIEW api.build_day IS 'One row a build and KST day with receipts, recomputed from them; a missing row is no statement about the factory';

COMMENT ON COLUMN api.build_day.build_id IS 'joins api.build';

COMMENT ON COLUMN api.build_day.day IS 'the KST day that the records claim';

COMMENT ON COLUMN api.build_day.known_at IS 'when these figures were computed';

COMMENT ON COLUMN api.build_day.receipts IS 'records that claim this day: high bound of events';

COMMENT ON COLUMN api.build_day.distinct_tuples IS 'records that differ: low bound of events';

COMMENT ON COLUMN api.build_day.active_slots IS '10-minute slots with a record, 0 to 144';

COMMENT ON COLUMN api.build_day.users IS 'distinct pseudonyms: a low bound of persons';

COMMENT ON COLUMN api.build_day.used IS 'whether at least one record claims the day plausibly';

COMMENT ON COLUMN api.build_day.late IS 'records that arrived on a later day';

COMMENT ON COLUMN api.build_day.rejected IS 'records in quarantine that claim the day';

COMMENT ON COLUMN api.build_day.implausible IS 'records with an implausible claim to the day';

COMMENT ON COLUMN api.build_day.arrived IS 'records that arrived on this day, whatever day they claim';

COMMENT ON COLUMN api.build_day.first_at IS 'earliest claimed time';

COMMENT ON COLUMN api.build_day.last_at IS 'latest claimed time';

CREATE TABLE public.change_event (
    change_id bigint NOT NULL,
    project_id bigint NOT NULL,
    build_id bigint,
    kind text NOT NULL,
    class text NOT NULL,
    before text,
    after text NOT NULL,
    supplier_before text,
    supplier_after text,
    build_to date,
    as_to date,
    amount_krw bigint,
    effective_on date NOT NULL,
    document text NOT NULL,
    document_sha256 bytea,
    recorded_by text NOT NULL,
    known_at timestamp with time zone NOT NULL,
    CONSTRAINT change_event_after_check CHECK ((after <> ''::text)),
    CONSTRAINT change_event_amount_krw_check CHECK ((amount_krw > 0)),
    CONSTRAINT change_event_check CHECK (((kind = 'supplier'::text) = (supplier_after IS NOT NULL))),
    CONSTRAINT change_event_check1 CHECK (((kind = 'period'::text) = ((build_to IS NOT NULL) OR (as_to IS NOT NULL)))),
    CONSTRAINT change_event_check2 CHECK (((kind = 'cost'::text) = (amount_krw IS NOT NULL))),
    CONSTRAINT change_event_class_check CHECK ((class = ANY (ARRAY['approval'::text, 'confirmation'::text]))),
    CONSTRAINT change_event_document_check CHECK ((document <> ''::text)),
    CONSTRAINT change_event_document_sha256_check CHECK ((octet_length(document_sha256) = 32)),
    CONSTRAINT change_event_kind_check CHECK ((kind = ANY (ARRAY['supplier'::text, 'system'::text, 'address'::text, 'representative'::text, 'cost'::text, 'account'::text, 'period'::text]))),
    CONSTRAINT change_event_supplier_after_check CHECK ((supplier_after ~ '^[0-9]{10}$'::text)),
    CONSTRAINT change_event_supplier_before_check CHECK ((supplier_before ~ '^[0-9]{10}$'::text))
);

COMMENT ON COLUMN public.change_event.build_id IS 'null: the whole project';

COMMENT ON COLUMN public.change_event.class IS 'as change_class said when the change was recorded';

COMMENT ON COLUMN public.change_event.amount_krw IS 'by how much the total cost changes, up or down';

CREATE TABLE public.change_withdrawal (
    change_id bigint NOT NULL,
    reason text NOT NULL,
    recorded_by text NOT NULL,
    known_at timestamp with time zone NOT NULL,
    CONSTRAINT change_withdrawal_reason_check CHECK ((reason <> ''::text))
);

CREATE VIEW api.change AS
 SELECT e.change_id,
    b.build_id,
    e.kind,
    e.class,
    e.effective_on,
    e.build_to,
    e.as_to,
    e.known_at
   FROM (public.change_event e
     JOIN public.build b ON (((b.project_id = e.project_id) AND ((e.build_id IS NULL) OR (e.build_id = b.build_id)))))
  WHERE (NOT (EXISTS ( SELECT
           FROM public.change_withdrawal w
          WHERE (w.change_id = e.change_id))));

COMMENT ON VIEW api.change IS 'Recorded changes under approval or confirmation (승인·확인 사항) that were not withdrawn';

COMMENT ON COLUMN api.change.change_id IS 'number of the change; one of a project stands once for each of its builds';

COMMENT ON COLUMN api.change.build_id IS 'joins api.build';

COMMENT ON COLUMN api.change.kind IS 'supplier, system, address, representative, cost, account or period';

COMMENT ON COLUMN api.change.class IS 'approval (승인) or confirmation (확인)';

COMMENT ON COLUMN api.change.effective_on IS 'the day from which it counts';

COMMENT ON COLUMN api.change.build_to IS 'new last day of building, where the period changed';

COMMENT ON COLUMN api.change.as_to IS 'new last day of the 집중AS phase, where the period changed';

COMMENT ON COLUMN api.change.known_at IS 'when it was recorded';

CREATE TABLE public.holiday (
    day date NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    origin text DEFAULT 'seed'::text NOT NULL,
    CONSTRAINT holiday_origin_check CHECK ((origin = ANY (ARRAY['seed'::text, 'command'::text])))
);

COMMENT ON COLUMN public.holiday.origin IS 'command: the agency entered it; loading the seed file again leaves it alone';

CREATE VIEW api.holiday AS
 SELECT h.day,
    h.name,
    h.kind
   FROM public.holiday h;

COMMENT ON VIEW api.holiday IS 'National holidays as our calendar knows them';

COMMENT ON COLUMN api.holiday.day IS 'KST day';

COMMENT ON COLUMN api.holiday.name IS 'name in Korean';

COMMENT ON COLUMN api.holiday.kind IS 'what kind of holiday it is';

CREATE TABLE public.incident (
    incident_id bigint NOT NULL,
    trait text NOT NULL,
    trait_value text NOT NULL,
    trait_name text NOT NULL,
    first_last_sign date NOT NULL,
    last_last_sign date NOT NULL,
    sharing integer NOT NULL,
    policy_id bigint NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    CONSTRAINT incident_check CHECK ((first_last_sign <= last_last_sign)),
    CONSTRAINT incident_trait_check CHECK ((trait = ANY (ARRAY['everyone'::text, 'supplier'::text, 'dialect'::text, 'region'::text, 'programme'::text])))
);

COMMENT ON COLUMN public.incident.sharing IS 'builds that shared the trait when it was opened';

CREATE TABLE public.incident_build (
    incident_id bigint NOT NULL,
    build_id bigint NOT NULL,
    last_sign date NOT NULL
);

CREATE TABLE public.incident_end (
    incident_id bigint NOT NULL,
    ended_on date NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    ended_by text NOT NULL,
    reason text NOT NULL
);

COMMENT ON COLUMN public.incident_end.ended_on IS 'the last day that is not held against its builds';

CREATE VIEW api.incident AS
 SELECT i.incident_id,
    i.trait,
    i.trait_name,
    i.first_last_sign,
    i.last_last_sign,
    i.sharing,
    i.opened_at,
    e.ended_on,
    ( SELECT (count(*))::integer AS count
           FROM public.incident_build m
          WHERE (m.incident_id = i.incident_id)) AS members
   FROM (public.incident i
     LEFT JOIN public.incident_end e ON ((e.incident_id = i.incident_id)));

COMMENT ON VIEW api.incident IS 'Many builds that fell silent together: one cause, not held against them';

COMMENT ON COLUMN api.incident.incident_id IS 'number of the incident';

COMMENT ON COLUMN api.incident.trait IS 'what they share: everyone, supplier, dialect, region or programme';

COMMENT ON COLUMN api.incident.trait_name IS 'its value, in Korean where it has a name';

COMMENT ON COLUMN api.incident.first_last_sign IS 'when the first of them was heard for the last time';

COMMENT ON COLUMN api.incident.last_last_sign IS 'when the last of them was heard for the last time';

COMMENT ON COLUMN api.incident.sharing IS 'builds that shared the trait';

COMMENT ON COLUMN api.incident.opened_at IS 'when it was opened';

COMMENT ON COLUMN api.incident.ended_on IS 'the last day that is not held against its builds; null while it goes on';

COMMENT ON COLUMN api.incident.members IS 'builds that fell silent';

CREATE VIEW api.outage AS
 SELECT o.outage_id,
    o.began_at,
    o.ended_at,
    o.cause,
    o.known_at,
        CASE
            WHEN (o.cause = 'declared'::text) THEN o.detail
            ELSE NULL::text
        END AS reason
   FROM public.outage o
  WHERE (o.superseded_at IS NULL);

COMMENT ON VIEW api.outage IS 'Intervals in which our own collector could receive nothing; never held against a factory';

COMMENT ON COLUMN api.outage.outage_id IS 'number of the outage';

COMMENT ON COLUMN api.outage.began_at IS 'from when';

COMMENT ON COLUMN api.outage.ended_at IS 'until when';

COMMENT ON COLUMN api.outage.cause IS 'how the last collector before it ended; declared: a person entered it';

COMMENT ON COLUMN api.outage.known_at IS 'when we knew';

COMMENT ON COLUMN api.outage.reason IS 'of a declared one: why, in the words of who declared it';

CREATE TABLE public.policy (
    policy_id bigint NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    official boolean NOT NULL,
    author text NOT NULL,
    effective_from date NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    source_yaml text NOT NULL,
    change_days integer DEFAULT 30 NOT NULL,
    common_cause_builds integer,
    common_cause_share double precision,
    common_cause_days integer,
    common_cause_silence integer,
    key_due_days integer DEFAULT 14 NOT NULL,
    late_days integer DEFAULT 7 NOT NULL,
    CONSTRAINT common_cause_is_whole CHECK ((num_nulls(common_cause_builds, common_cause_share, common_cause_days, common_cause_silence) = ANY (ARRAY[0, 4]))),
    CONSTRAINT policy_change_days_check CHECK ((change_days >= 0)),
    CONSTRAINT policy_common_cause_builds_check CHECK ((common_cause_builds > 1)),
    CONSTRAINT policy_common_cause_days_check CHECK ((common_cause_days > 0)),
    CONSTRAINT policy_common_cause_share_check CHECK (((common_cause_share >= (0)::double precision) AND (common_cause_share <= (1)::double precision))),
    CONSTRAINT policy_common_cause_silence_check CHECK ((common_cause_silence > 0)),
    CONSTRAINT policy_key_due_days_check CHECK ((key_due_days >= 0)),
    CONSTRAINT policy_late_days_check CHECK (((late_days >= 0) AND (late_days <= 60)))
);

COMMENT ON COLUMN public.policy.change_days IS 'days for which a recorded change explains a feed that stops or thins';

COMMENT ON COLUMN public.policy.key_due_days IS 'days after completion from which a build without a key is listed as a task of the agency';

COMMENT ON COLUMN public.policy.late_days IS 'days after which the first record of a day is late: the day is then left out of the bound that harms';

CREATE TABLE public.policy_activation (
    policy_id bigint NOT NULL,
    author text NOT NULL,
    effective_from date NOT NULL,
    approver text NOT NULL,
    activated_at timestamp with time zone NOT NULL,
    backtest_id bigint,
    CONSTRAINT approver_is_not_author CHECK ((author <> approver))
);

CREATE TABLE public.policy_rule (
    policy_id bigint NOT NULL,
    rule text NOT NULL,
    threshold double precision NOT NULL,
    minimum_expected_days integer NOT NULL,
    clear_threshold double precision NOT NULL,
    minimum_coverage double precision DEFAULT 0 NOT NULL,
    days text DEFAULT 'last28'::text NOT NULL,
    severity text DEFAULT 'review'::text NOT NULL,
    minimum_peers integer DEFAULT 10 NOT NULL,
    template text,
    CONSTRAINT policy_rule_days_check CHECK ((days = ANY (ARRAY['intensive_as'::text, 'last28'::text, 'last91'::text]))),
    CONSTRAINT policy_rule_minimum_coverage_check CHECK (((minimum_coverage >= (0)::double precision) AND (minimum_coverage <= (1)::double precision))),
    CONSTRAINT policy_rule_minimum_peers_check CHECK ((minimum_peers > 0)),
    CONSTRAINT policy_rule_severity_check CHECK ((severity = ANY (ARRAY['notice'::text, 'review'::text, 'visit'::text])))
);

CREATE VIEW api.policy_rule AS
 SELECT p.policy_id,
    p.name,
    p.version,
    p.official,
    p.effective_from,
    a.activated_at,
    r.rule,
    r.threshold,
    r.minimum_expected_days
   FROM ((public.policy p
     JOIN public.policy_rule r ON ((r.policy_id = p.policy_id)))
     LEFT JOIN public.policy_activation a ON ((a.policy_id = p.policy_id)));

COMMENT ON VIEW api.policy_rule IS 'Rules of policies (판정 기준) in every version; without activated_at it is a draft, by which nobody is judged';

COMMENT ON COLUMN api.policy_rule.policy_id IS 'joins api.signal';

COMMENT ON COLUMN api.policy_rule.name IS 'name of the policy';

COMMENT ON COLUMN api.policy_rule.version IS 'version of the policy';

COMMENT ON COLUMN api.policy_rule.official IS 'whether the agency has set its values officially';

COMMENT ON COLUMN api.policy_rule.effective_from IS 'first day on which it may judge';

COMMENT ON COLUMN api.policy_rule.activated_at IS 'when a second person activated it';

COMMENT ON COLUMN api.policy_rule.rule IS 'code of the rule';

COMMENT ON COLUMN api.policy_rule.threshold IS 'working days, ratio, percentile, reasons or levels, as the rule has it';

COMMENT ON COLUMN api.policy_rule.minimum_expected_days IS 'expected days that must have passed before the rule speaks';

CREATE VIEW api.programme AS
 SELECT p.code,
    p.year,
    p.name_ko,
    p.support_type_ko,
    p.monitorable,
    p.as_months,
    p.cap_krw,
    p.share_percent
   FROM public.programme p;

COMMENT ON VIEW api.programme IS 'Programmes and support types (지원사업, 지원유형), one row each';

COMMENT ON COLUMN api.programme.code IS 'code of the programme and support type';

COMMENT ON COLUMN api.programme.year IS 'year of the notice';

COMMENT ON COLUMN api.programme.name_ko IS 'name in Korean';

COMMENT ON COLUMN api.programme.support_type_ko IS '지원유형 in Korean; null where a programme has one only';

COMMENT ON COLUMN api.programme.monitorable IS 'whether its builds must send their usage log';

COMMENT ON COLUMN api.programme.as_months IS 'length of the 집중AS phase in months';

COMMENT ON COLUMN api.programme.cap_krw IS 'the most that is granted, in won';

COMMENT ON COLUMN api.programme.share_percent IS 'government share, in percent';

CREATE TABLE public.case_signal (
    case_id bigint NOT NULL,
    signal_id bigint NOT NULL
);

CREATE TABLE public.review_case (
    case_id bigint NOT NULL,
    build_id bigint NOT NULL,
    agreement_date date,
    conduct_date date NOT NULL,
    rule_version text NOT NULL,
    answer_days integer NOT NULL,
    CONSTRAINT review_case_answer_days_check CHECK ((answer_days >= 10)),
    CONSTRAINT review_case_rule_version_check CHECK ((btrim(rule_version) <> ''::text))
);

COMMENT ON COLUMN public.review_case.agreement_date IS '협약일: which law governs is the agency''s to say';

COMMENT ON COLUMN public.review_case.conduct_date IS 'first day of the conduct that the case is about';

COMMENT ON COLUMN public.review_case.rule_version IS 'the rules that the agency applies, in its own words';

COMMENT ON COLUMN public.review_case.answer_days IS 'days to answer a request for explanation, as the policy says: at least ten';

CREATE VIEW api.review_case AS
 SELECT c.case_id,
    c.build_id,
    o.at AS opened_at,
    e.state,
    e.at AS entered_at,
    e.due_on,
    e.reason,
    ( SELECT (count(*))::integer AS count
           FROM public.case_signal g
          WHERE (g.case_id = c.case_id)) AS signals
   FROM ((public.review_case c
     JOIN public.case_step o ON (((o.case_id = c.case_id) AND (o.ordinal = 1))))
     CROSS JOIN LATERAL ( SELECT s.state,
            s.at,
            s.due_on,
            s.reason
           FROM public.case_step s
          WHERE ((s.case_id = c.case_id) AND (s.kind = 'entered'::text))
          ORDER BY s.ordinal DESC
         LIMIT 1) e);

COMMENT ON VIEW api.review_case IS 'Cases (검토 건) with the state they are in; who did what stays in the case';

COMMENT ON COLUMN api.review_case.case_id IS 'number of the case';

COMMENT ON COLUMN api.review_case.build_id IS 'joins api.build';

COMMENT ON COLUMN api.review_case.opened_at IS 'when it was opened';

COMMENT ON COLUMN api.review_case.state IS 'the state it is in';

COMMENT ON COLUMN api.review_case.entered_at IS 'since when';

COMMENT ON COLUMN api.review_case.due_on IS 'the day announced as the last, where the state opened a window';

COMMENT ON COLUMN api.review_case.reason IS 'why it was closed; null while it is not';

COMMENT ON COLUMN api.review_case.signals IS 'how many signals it is about';

CREATE TABLE public.signal (
    signal_id bigint NOT NULL,
    build_id bigint NOT NULL,
    policy_id bigint NOT NULL,
    rule text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL,
    severity text DEFAULT 'review'::text NOT NULL,
    CONSTRAINT signal_severity_check CHECK ((severity = ANY (ARRAY['notice'::text, 'review'::text, 'visit'::text])))
);

CREATE TABLE public.signal_clearing (
    signal_id bigint NOT NULL,
    cleared_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL,
    verdict text DEFAULT 'clear'::text NOT NULL
);

CREATE VIEW api.signal AS
 SELECT s.signal_id,
    s.build_id,
    s.rule,
    s.severity,
    s.policy_id,
    s.raised_at,
    c.cleared_at,
    s.window_from,
    s.window_to,
    ((s.evidence ->> 'threshold'::text))::double precision AS threshold,
    ((s.evidence ->> 'value'::text))::double precision AS value,
    ((s.evidence ->> 'numerator'::text))::integer AS numerator,
    ((s.evidence ->> 'denominator'::text))::integer AS denominator
   FROM (public.signal s
     LEFT JOIN public.signal_clearing c ON ((c.signal_id = s.signal_id)));

COMMENT ON VIEW api.signal IS 'Signals (신호): each asks people to look and decides nothing';

COMMENT ON COLUMN api.signal.signal_id IS 'number of the signal';

COMMENT ON COLUMN api.signal.build_id IS 'joins api.build';

COMMENT ON COLUMN api.signal.rule IS 'code of the rule';

COMMENT ON COLUMN api.signal.severity IS 'notice, review or visit';

COMMENT ON COLUMN api.signal.policy_id IS 'joins api.policy_rule';

COMMENT ON COLUMN api.signal.raised_at IS 'when it was raised';

COMMENT ON COLUMN api.signal.cleared_at IS 'when it ended; null while it stands';

COMMENT ON COLUMN api.signal.window_from IS 'first day of what it is about';

COMMENT ON COLUMN api.signal.window_to IS 'last day, included';

COMMENT ON COLUMN api.signal.threshold IS 'the threshold of the policy at that time';

COMMENT ON COLUMN api.signal.value IS 'the figure that was held against it';

COMMENT ON COLUMN api.signal.numerator IS 'numerator of the figure';

COMMENT ON COLUMN api.signal.denominator IS 'denominator of the figure';

CREATE TABLE public.party (
    project_id bigint NOT NULL,
    role text NOT NULL,
    company_id bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT party_check CHECK ((valid_from <= valid_to)),
    CONSTRAINT party_role_check CHECK ((role = ANY (ARRAY['adopter'::text, 'supplier'::text, 'lead'::text, 'supervision'::text, 'costing'::text])))
);

CREATE VIEW api.supplier AS
 SELECT b.build_id,
    c.number,
    c.name,
    y.valid_from,
    y.valid_to
   FROM ((public.party y
     JOIN public.build b ON ((b.project_id = y.project_id)))
     JOIN public.company c ON ((c.company_id = y.company_id)))
  WHERE (y.role = 'supplier'::text);

COMMENT ON VIEW api.supplier IS 'Who supplied a build (공급기업) from when to when';

COMMENT ON COLUMN api.supplier.build_id IS 'joins api.build';

COMMENT ON COLUMN api.supplier.number IS 'business number';

COMMENT ON COLUMN api.supplier.name IS 'name of the company';

COMMENT ON COLUMN api.supplier.valid_from IS 'first day of the contract';

COMMENT ON COLUMN api.supplier.valid_to IS 'last day of the contract, included; null while no end is known';

CREATE TABLE public.window_version (
    build_id bigint NOT NULL,
    kind text NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    version integer NOT NULL,
    known_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    reason text NOT NULL,
    expected_days integer NOT NULL,
    coverage double precision NOT NULL,
    excluded jsonb NOT NULL,
    figures jsonb NOT NULL,
    code_version text NOT NULL,
    CONSTRAINT window_version_check CHECK ((window_from <= window_to)),
    CONSTRAINT window_version_check1 CHECK ((known_at <= superseded_at)),
    CONSTRAINT window_version_coverage_check CHECK (((coverage >= (0)::double precision) AND (coverage <= (1)::double precision))),
    CONSTRAINT window_version_kind_check CHECK ((kind = ANY (ARRAY['month'::text, 'quarter'::text, 'intensive_as'::text, 'final_evaluation'::text, 'after_care'::text]))),
    CONSTRAINT window_version_reason_check CHECK ((reason <> ''::text))
);

COMMENT ON TABLE public.window_version IS 'figures of windows that are over, seen from the day after their last day';

COMMENT ON COLUMN public.window_version.coverage IS 'share of the days of work of which our collector missed nothing';

COMMENT ON COLUMN public.window_version.excluded IS 'the days that were not expected, by reason; FROM/TO is a run of days';

COMMENT ON COLUMN public.window_version.figures IS 'by KPI, each with the version of its definition';

CREATE VIEW api.window_figure AS
 SELECT w.build_id,
    w.kind,
    w.window_from,
    w.window_to,
    w.version,
    w.known_at,
    w.superseded_at,
    w.reason,
    w.expected_days,
    w.coverage,
    f.key AS kpi,
    ((f.value ->> 'version'::text))::integer AS definition_version,
    ((f.value ->> 'value'::text))::double precision AS value,
    ((f.value ->> 'numerator'::text))::integer AS numerator,
    ((f.value ->> 'denominator'::text))::integer AS denominator,
    ((f.value ->> 'low'::text))::double precision AS low,
    ((f.value ->> 'favourable'::text))::double precision AS favourable
   FROM (public.window_version w
     CROSS JOIN LATERAL jsonb_each(w.figures) f(key, value));

COMMENT ON VIEW api.window_figure IS 'Figures of windows that are over, in every version: one row a figure; superseded_at null is what stands';

COMMENT ON COLUMN api.window_figure.build_id IS 'joins api.build';

COMMENT ON COLUMN api.window_figure.kind IS 'month, quarter, intensive_as, final_evaluation or after_care';

COMMENT ON COLUMN api.window_figure.window_from IS 'first day';

COMMENT ON COLUMN api.window_figure.window_to IS 'last day, included';

COMMENT ON COLUMN api.window_figure.version IS 'counts the versions of this window';

COMMENT ON COLUMN api.window_figure.known_at IS 'when this version was computed';

COMMENT ON COLUMN api.window_figure.superseded_at IS 'when another took its place; null for what stands';

COMMENT ON COLUMN api.window_figure.reason IS 'why this version was made';

COMMENT ON COLUMN api.window_figure.expected_days IS 'days on which work was expected';

COMMENT ON COLUMN api.window_figure.coverage IS 'share of the days of work, 0 to 1, of which our collector missed nothing';

COMMENT ON COLUMN api.window_figure.kpi IS 'code of the KPI; see the KPI catalogue';

COMMENT ON COLUMN api.window_figure.definition_version IS 'version of the definition of the KPI';

COMMENT ON COLUMN api.window_figure.value IS 'the figure; null where it cannot be said, which is not 0';

COMMENT ON COLUMN api.window_figure.numerator IS 'numerator';

COMMENT ON COLUMN api.window_figure.denominator IS 'denominator';

COMMENT ON COLUMN api.window_figure.low IS 'the bound that is worse for the build';

COMMENT ON COLUMN api.window_figure.favourable IS 'the bound that favours the build';

CREATE TABLE public.access_log (
    entry_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    token_id bigint NOT NULL,
    person_id bigint,
    role text NOT NULL,
    label text NOT NULL,
    address inet,
    builds bigint[] NOT NULL,
    case_id bigint,
    task text NOT NULL,
    detail jsonb NOT NULL,
    purpose text,
    status integer NOT NULL,
    CONSTRAINT access_log_purpose_check CHECK ((btrim(purpose) <> ''::text)),
    CONSTRAINT access_log_status_check CHECK (((status >= 100) AND (status <= 599))),
    CONSTRAINT access_log_task_check CHECK ((task <> ''::text))
);

COMMENT ON COLUMN public.access_log.address IS 'from where: the sender, behind the proxies that are trusted';

COMMENT ON COLUMN public.access_log.builds IS 'whose data: build ids; of a list those that were in it';

COMMENT ON COLUMN public.access_log.task IS 'the operation, or the page';

COMMENT ON COLUMN public.access_log.detail IS 'what was asked, and how many rows were answered';

COMMENT ON COLUMN public.access_log.purpose IS 'why, where it must be said: downloads and single receipts';

COMMENT ON COLUMN public.access_log.status IS 'the HTTP status that was answered';

ALTER TABLE public.access_log ALTER COLUMN entry_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.access_log_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.action_word (
    word text NOT NULL,
    code text NOT NULL,
    source text NOT NULL
);

CREATE TABLE public.api_token (
    token_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    role text NOT NULL,
    supplier_number text,
    label text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    programmes text[],
    regions text[],
    networks cidr[],
    person_id bigint,
    requests_a_minute integer,
    CONSTRAINT api_token_networks_check CHECK ((cardinality(networks) > 0)),
    CONSTRAINT api_token_programmes_check CHECK ((cardinality(programmes) > 0)),
    CONSTRAINT api_token_regions_check CHECK ((cardinality(regions) > 0)),
    CONSTRAINT api_token_requests_a_minute_check CHECK ((requests_a_minute > 0)),
    CONSTRAINT api_token_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'evaluator'::text, 'officer'::text, 'approver'::text, 'administrator'::text, 'supplier'::text, 'exporter'::text, 'auditor'::text]))),
    CONSTRAINT supplier_token_names_its_supplier CHECK (((role = 'supplier'::text) = (supplier_number IS NOT NULL)))
);

COMMENT ON COLUMN public.api_token.programmes IS 'only builds of these programmes; null: of all';

COMMENT ON COLUMN public.api_token.regions IS 'only builds of sites in these regions; null: in all';

COMMENT ON COLUMN public.api_token.networks IS 'only from these networks; null: from everywhere';

COMMENT ON COLUMN public.api_token.person_id IS 'null: the token of a program, or of whom the label names';

COMMENT ON COLUMN public.api_token.requests_a_minute IS 'null: the limit of all';

ALTER TABLE public.api_token ALTER COLUMN token_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_token_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_event (
    event_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail jsonb NOT NULL
);

ALTER TABLE public.audit_event ALTER COLUMN event_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_event_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backtest (
    backtest_id bigint NOT NULL,
    policy_id bigint NOT NULL,
    against_policy_id bigint,
    quarters text[] NOT NULL,
    builds integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    code_version text NOT NULL,
    CONSTRAINT backtest_quarters_check CHECK ((cardinality(quarters) > 0))
);

COMMENT ON COLUMN public.backtest.against_policy_id IS 'the policy in force then; null where there was none';

ALTER TABLE public.backtest ALTER COLUMN backtest_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.backtest_backtest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backtest_verdict (
    backtest_id bigint NOT NULL,
    quarter text NOT NULL,
    build_id bigint NOT NULL,
    rule text NOT NULL,
    draft text NOT NULL,
    active text
);

CREATE TABLE public.batch (
    batch_id bigint NOT NULL,
    committed_at timestamp with time zone NOT NULL,
    records integer NOT NULL
);

ALTER TABLE public.build ALTER COLUMN build_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.build_build_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.build_day_user (
    build_id bigint NOT NULL,
    day date NOT NULL,
    user_epoch smallint NOT NULL,
    user_hash bytea NOT NULL,
    known_at timestamp with time zone NOT NULL
);

CREATE TABLE public.build_listing (
    build_id bigint NOT NULL,
    code text NOT NULL,
    project_id bigint NOT NULL,
    programme_code text NOT NULL,
    support_type text,
    region_code text,
    adopter_name text NOT NULL,
    search_text text NOT NULL,
    completed_on date,
    as_to date,
    final_evaluated_on date,
    collect_to date,
    last_sign date,
    silent_since date NOT NULL,
    open_signals integer NOT NULL
);

COMMENT ON TABLE public.build_listing IS 'made from registry, keys, build days and signals; says nothing that depends on the day on which it is read';

COMMENT ON COLUMN public.build_listing.search_text IS 'code and adopter in small letters; the supplier depends on the day';

COMMENT ON COLUMN public.build_listing.as_to IS 'last day of the 집중AS phase as the registry has it; changes of period move it from a day on';

COMMENT ON COLUMN public.build_listing.last_sign IS 'last build day with a sign of life; null: none yet';

COMMENT ON COLUMN public.build_listing.silent_since IS 'the day after the last sign, or the first day on which anything may be expected if later; infinity where nothing may be expected yet';

CREATE TABLE public.calendar_revision (
    singleton boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT calendar_revision_singleton_check CHECK (singleton)
);

COMMENT ON TABLE public.calendar_revision IS 'counts every change of holiday and outage';

CREATE TABLE public.case_clock (
    singleton boolean DEFAULT true NOT NULL,
    is_free boolean NOT NULL,
    CONSTRAINT case_clock_singleton_check CHECK (singleton)
);

CREATE TABLE public.case_reply_link (
    link_id bigint NOT NULL,
    link_hash bytea NOT NULL,
    case_id bigint NOT NULL,
    ordinal integer NOT NULL,
    party text NOT NULL,
    company_number text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT case_reply_link_check CHECK ((expires_at > issued_at)),
    CONSTRAINT case_reply_link_company_number_check CHECK ((company_number ~ '^[0-9]{10}$'::text)),
    CONSTRAINT case_reply_link_link_hash_check CHECK ((octet_length(link_hash) = 32)),
    CONSTRAINT case_reply_link_party_check CHECK ((party = ANY (ARRAY['adopter'::text, 'supplier'::text])))
);

COMMENT ON COLUMN public.case_reply_link.ordinal IS 'the step that asks';

ALTER TABLE public.case_reply_link ALTER COLUMN link_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.case_reply_link_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.change_class (
    kind text NOT NULL,
    from_year integer NOT NULL,
    from_krw bigint NOT NULL,
    class text NOT NULL,
    source text NOT NULL,
    CONSTRAINT change_class_class_check CHECK ((class = ANY (ARRAY['approval'::text, 'confirmation'::text]))),
    CONSTRAINT change_class_kind_check CHECK ((kind = ANY (ARRAY['supplier'::text, 'system'::text, 'address'::text, 'representative'::text, 'cost'::text, 'account'::text, 'period'::text])))
);

ALTER TABLE public.change_event ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.change_event_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collector_instance (
    instance_id integer NOT NULL,
    started_at timestamp with time zone NOT NULL
);

ALTER TABLE public.collector_instance ALTER COLUMN instance_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.collector_instance_instance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collector_presence (
    instance_id integer NOT NULL,
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    ending text,
    detail text NOT NULL,
    CONSTRAINT collector_presence_check CHECK ((began_at <= seen_at)),
    CONSTRAINT collector_presence_ending_check CHECK ((ending = ANY (ARRAY['stopped'::text, 'stalled'::text, 'both stores failed'::text])))
);

COMMENT ON COLUMN public.collector_presence.ending IS 'null while it goes on, and for ever after a crash';

ALTER TABLE public.company ALTER COLUMN company_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.company_company_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.export (
    export_id bigint NOT NULL,
    quarter text NOT NULL,
    revision integer NOT NULL,
    as_of timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    files jsonb NOT NULL
);

ALTER TABLE public.export ALTER COLUMN export_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.export_export_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.feed_entry (
    seq bigint NOT NULL,
    sequenced_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    build_id bigint,
    subject_id bigint,
    body jsonb NOT NULL,
    CONSTRAINT feed_entry_body_check CHECK ((jsonb_typeof(body) = 'object'::text)),
    CONSTRAINT feed_entry_kind_check CHECK ((kind ~ '^[a-z]+\.[a-z]+$'::text))
);

COMMENT ON TABLE public.feed_entry IS 'the change feed; seq has no gaps from feed_state.pruned_seq + 1 to feed_state.last_seq';

COMMENT ON COLUMN public.feed_entry.recorded_at IS 'as the writer said, before its commit: no order to read by';

COMMENT ON COLUMN public.feed_entry.build_id IS 'null: of no build, or of all';

COMMENT ON COLUMN public.feed_entry.subject_id IS 'of the signal, case, outage, incident, policy or export that the kind names';

CREATE TABLE public.feed_pending (
    pending_id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    build_id bigint,
    subject_id bigint,
    body jsonb DEFAULT '{}'::jsonb NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='10000');

COMMENT ON COLUMN public.feed_pending.pending_id IS 'order of writing, not of commit: says nothing about what is still to come';

ALTER TABLE public.feed_pending ALTER COLUMN pending_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.feed_pending_pending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.feed_state (
    singleton boolean DEFAULT true NOT NULL,
    last_seq bigint NOT NULL,
    pruned_seq bigint NOT NULL,
    epoch text DEFAULT "left"((gen_random_uuid())::text, 8) NOT NULL,
    CONSTRAINT feed_state_check CHECK ((pruned_seq <= last_seq)),
    CONSTRAINT feed_state_epoch_check CHECK ((epoch ~ '^[0-9a-f]{8}$'::text)),
    CONSTRAINT feed_state_singleton_check CHECK (singleton)
);

COMMENT ON COLUMN public.feed_state.pruned_seq IS 'entries up to this one were forgotten';

COMMENT ON COLUMN public.feed_state.epoch IS 'part of every cursor; made anew after a restore, which gives numbers once more';

CREATE TABLE public.health_probe (
    singleton boolean DEFAULT true NOT NULL,
    probed_at timestamp with time zone NOT NULL,
    CONSTRAINT health_probe_singleton_check CHECK (singleton)
);

ALTER TABLE public.incident ALTER COLUMN incident_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.incident_incident_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.industry (
    code text NOT NULL,
    name_ko text NOT NULL,
    revision integer NOT NULL
);

CREATE TABLE public.job_run (
    job text NOT NULL,
    period_start timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    outcome text,
    detail text
);

CREATE TABLE public.key (
    key_id bigint NOT NULL,
    build_id bigint NOT NULL,
    key_hash bytea NOT NULL,
    hint text NOT NULL,
    origin text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    expires_at timestamp with time zone,
    existed_from date,
    CONSTRAINT key_key_hash_check CHECK ((octet_length(key_hash) = 32)),
    CONSTRAINT key_origin_check CHECK ((origin = ANY (ARRAY['issued'::text, 'imported'::text, 'claimed'::text])))
);

COMMENT ON COLUMN public.key.expires_at IS 'set by a rotation: from then on the key is as unknown as a revoked one';

COMMENT ON COLUMN public.key.existed_from IS 'KST day; null: from the opening of the collection window';

ALTER TABLE public.key ALTER COLUMN key_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.key_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.key_sighting (
    build_id bigint NOT NULL,
    key_id bigint NOT NULL,
    dialect smallint NOT NULL,
    network smallint,
    seen_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.key_sighting.network IS 'class of the sender''s own address, as in receipt.address_class';

CREATE TABLE public.kpi_definition_change (
    what text NOT NULL,
    known_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.kpi_definition_change IS 'since when a rule of figures holds that was another before';

CREATE TABLE public.level (
    scale text NOT NULL,
    code text NOT NULL,
    name_ko text NOT NULL,
    rank integer NOT NULL
);

CREATE TABLE public.local_account (
    name text NOT NULL,
    person_id bigint NOT NULL,
    role text NOT NULL,
    verifier text NOT NULL,
    must_change boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT local_account_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9._-]{1,63}$'::text)),
    CONSTRAINT local_account_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'evaluator'::text, 'officer'::text, 'approver'::text, 'administrator'::text, 'exporter'::text, 'auditor'::text])))
);

COMMENT ON COLUMN public.local_account.verifier IS 'scrypt with its parameters and salt; the password cannot be read from it';

COMMENT ON COLUMN public.local_account.must_change IS 'true where somebody else chose the password';

ALTER TABLE public.outage ALTER COLUMN outage_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outage_outage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox (
    message_id bigint NOT NULL,
    idempotency_key text NOT NULL,
    kind text NOT NULL,
    signal_id bigint,
    created_at timestamp with time zone NOT NULL,
    subject text NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.outbox_attempt (
    message_id bigint NOT NULL,
    recipient text NOT NULL,
    attempt integer NOT NULL,
    attempted_at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    detail text NOT NULL
);

ALTER TABLE public.outbox ALTER COLUMN message_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_recipient (
    message_id bigint NOT NULL,
    recipient text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamp with time zone,
    claimed_until timestamp with time zone,
    settled_at timestamp with time zone,
    CONSTRAINT outbox_recipient_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'refused'::text, 'given_up'::text]))),
    CONSTRAINT settled_has_a_time CHECK (((state = 'waiting'::text) = (settled_at IS NULL))),
    CONSTRAINT waiting_has_a_next_attempt CHECK (((state = 'waiting'::text) = (next_attempt_at IS NOT NULL)))
);

CREATE TABLE public.peer_standing (
    build_id bigint NOT NULL,
    day date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    circle text NOT NULL,
    peers integer NOT NULL,
    median double precision NOT NULL,
    percentile double precision NOT NULL,
    favourable double precision NOT NULL
);

COMMENT ON COLUMN public.peer_standing.circle IS 'what the builds compared have in common';

COMMENT ON COLUMN public.peer_standing.percentile IS 'share of the peers that are lower, 0 to 100; equal ones count half';

CREATE TABLE public.person (
    person_id bigint NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    shown_name text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    CONSTRAINT person_shown_name_check CHECK ((btrim(shown_name) <> ''::text))
);

COMMENT ON COLUMN public.person.issuer IS 'who vouches: the address of an OpenID Connect issuer, or local';

COMMENT ON COLUMN public.person.subject IS 'what the issuer calls the person, for ever; of a local account its name';

COMMENT ON COLUMN public.person.shown_name IS 'as pages and history show it; no two persons are shown alike';

ALTER TABLE public.person ALTER COLUMN person_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.phase_usage (
    build_id bigint NOT NULL,
    from_day date NOT NULL,
    through date NOT NULL,
    days bytea NOT NULL,
    with_slots boolean NOT NULL,
    user_epochs smallint[] NOT NULL,
    user_hashes bytea[] NOT NULL,
    first_use date,
    last_sign date,
    first_sign date,
    is_stale boolean DEFAULT false NOT NULL,
    CONSTRAINT phase_usage_check CHECK ((from_day <= through)),
    CONSTRAINT phase_usage_check1 CHECK ((cardinality(user_epochs) = cardinality(user_hashes)))
);
ALTER TABLE ONLY public.phase_usage ALTER COLUMN days SET STORAGE EXTERNAL;

COMMENT ON COLUMN public.phase_usage.from_day IS 'the first day of the phase';

COMMENT ON COLUMN public.phase_usage.through IS 'the days before it are in; later ones are read from build_day';

COMMENT ON COLUMN public.phase_usage.first_use IS 'as all build days before through say, those before from_day too';

COMMENT ON COLUMN public.phase_usage.is_stale IS 'a day before through has changed since: not to be read';

CREATE TABLE public.plan_target (
    project_id bigint NOT NULL,
    class text NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    known_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    unit text NOT NULL,
    direction text NOT NULL,
    base numeric NOT NULL,
    target numeric NOT NULL,
    weight numeric NOT NULL,
    result numeric,
    measured_on date,
    reason text NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT plan_target_check CHECK ((known_at <= superseded_at)),
    CONSTRAINT plan_target_check1 CHECK (((result IS NULL) = (measured_on IS NULL))),
    CONSTRAINT plan_target_check2 CHECK (
CASE direction
    WHEN 'higher'::text THEN (target >= base)
    ELSE (target <= base)
END),
    CONSTRAINT plan_target_class_check CHECK ((class = ANY (ARRAY['P'::text, 'Q'::text, 'C'::text, 'D'::text, 'S'::text, 'E'::text]))),
    CONSTRAINT plan_target_direction_check CHECK ((direction = ANY (ARRAY['higher'::text, 'lower'::text]))),
    CONSTRAINT plan_target_name_check CHECK ((name <> ''::text)),
    CONSTRAINT plan_target_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT plan_target_version_check CHECK ((version > 0)),
    CONSTRAINT plan_target_weight_check CHECK (((weight > (0)::numeric) AND (weight <= (100)::numeric)))
);

COMMENT ON TABLE public.plan_target IS 'figures that a project declared of itself; none of them is measured by Afterbuild';

COMMENT ON COLUMN public.plan_target.class IS 'productivity, quality, cost, delivery; safety and environment in some plans';

COMMENT ON COLUMN public.plan_target.superseded_at IS 'without a later version: taken back';

COMMENT ON COLUMN public.plan_target.weight IS 'percent; those of one project sum to 100';

COMMENT ON COLUMN public.plan_target.result IS 'null until the final evaluation';

ALTER TABLE public.policy ALTER COLUMN policy_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.policy_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.policy_rule_step (
    policy_id bigint NOT NULL,
    rule text NOT NULL,
    from_month integer NOT NULL,
    threshold double precision NOT NULL,
    CONSTRAINT policy_rule_step_from_month_check CHECK ((from_month >= 0))
);

CREATE TABLE public.programme_phase (
    number integer NOT NULL,
    name_ko text NOT NULL,
    actors_ko text NOT NULL
);

ALTER TABLE public.project ALTER COLUMN project_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.project_project_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quarantine (
    arrival_day date NOT NULL,
    batch_id bigint NOT NULL,
    ordinal integer NOT NULL,
    received_at timestamp with time zone NOT NULL,
    lane text NOT NULL,
    code text NOT NULL,
    key_id bigint,
    key_hash bytea,
    occurred_at timestamp with time zone,
    occurred_day date,
    dialect smallint,
    repairs bigint NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT quarantine_lane_check CHECK ((lane = ANY (ARRAY['test'::text, 'unknown_key'::text, 'malformed'::text, 'not_collecting'::text, 'over_limit'::text])))
)
PARTITION BY RANGE (arrival_day);

CREATE TABLE public.quarantine_forgetting (
    before_day date NOT NULL,
    forgotten_at timestamp with time zone NOT NULL,
    records bigint NOT NULL
);

CREATE TABLE public.quarantine_move (
    arrival_day date NOT NULL,
    batch_id bigint NOT NULL,
    ordinal integer NOT NULL,
    order_id bigint NOT NULL,
    build_id bigint NOT NULL,
    moved_at timestamp with time zone NOT NULL
);

CREATE TABLE public.quarantine_order (
    order_id bigint NOT NULL,
    kind text NOT NULL,
    lane text NOT NULL,
    key_id bigint,
    build_id bigint,
    from_day date,
    to_day date,
    ignores_limits boolean NOT NULL,
    requested_by text NOT NULL,
    reason text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    reached_day date,
    reached_batch bigint,
    reached_ordinal integer,
    moved bigint DEFAULT 0 NOT NULL,
    left_over json DEFAULT '{}'::json NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT claim_names_key_and_build CHECK (((kind = 'replay'::text) OR ((key_id IS NOT NULL) AND (build_id IS NOT NULL)))),
    CONSTRAINT quarantine_order_kind_check CHECK ((kind = ANY (ARRAY['claim'::text, 'replay'::text]))),
    CONSTRAINT quarantine_order_lane_check CHECK ((lane = ANY (ARRAY['unknown_key'::text, 'malformed'::text, 'not_collecting'::text, 'over_limit'::text]))),
    CONSTRAINT replay_names_its_days CHECK (((kind = 'claim'::text) OR (from_day <= to_day)))
);

COMMENT ON COLUMN public.quarantine_order.left_over IS 'records of the last pass that stay in quarantine, by the reason they stay for';

ALTER TABLE public.quarantine_order ALTER COLUMN order_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_order_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.receipt (
    build_id bigint NOT NULL,
    arrival_day date NOT NULL,
    batch_id bigint NOT NULL,
    ordinal integer NOT NULL,
    received_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    occurred_day date NOT NULL,
    key_id bigint NOT NULL,
    dialect smallint NOT NULL,
    action smallint,
    user_epoch smallint,
    user_hash bytea,
    address_class smallint,
    address_hash bytea,
    quantity bigint,
    log_dt text,
    use_se text,
    repairs bigint NOT NULL,
    implausible boolean NOT NULL
)
PARTITION BY RANGE (arrival_day);

COMMENT ON COLUMN public.receipt.log_dt IS 'verbatim logDt where it differs from canonical form';

COMMENT ON COLUMN public.receipt.use_se IS 'verbatim useSe where it differs from the action code';

COMMENT ON COLUMN public.receipt.repairs IS 'bit set of named repairs; afterbuild decode prints their names';

CREATE TABLE public.receipt_raw (
    build_id bigint NOT NULL,
    arrival_day date NOT NULL,
    batch_id bigint NOT NULL,
    ordinal integer NOT NULL,
    sealed bytea NOT NULL
);

CREATE TABLE public.region (
    code text NOT NULL,
    name_ko text NOT NULL,
    valid_from date NOT NULL,
    valid_to date
);

CREATE TABLE public.registry_revision (
    singleton boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT registry_revision_singleton_check CHECK (singleton)
);

CREATE UNLOGGED TABLE public.registry_staging (
    line integer NOT NULL,
    build_code text NOT NULL,
    project_code text NOT NULL,
    programme_code text NOT NULL,
    solution text,
    system_kind text,
    adopter_number text NOT NULL,
    adopter_name text NOT NULL,
    supplier_number text,
    supplier_name text,
    supplier_email text,
    lead_number text,
    lead_name text,
    supervision_number text,
    supervision_name text,
    site_serial integer NOT NULL,
    site_name text,
    region_code text,
    address text,
    ksic text,
    size_class text,
    headcount integer,
    workdays text NOT NULL,
    shifts text,
    works_on_holidays boolean NOT NULL,
    shutdowns text NOT NULL,
    agreed_on date,
    build_from date,
    build_to date,
    extended_to date,
    completed_on date,
    as_to date,
    final_evaluated_on date,
    collect_from date,
    collect_to date,
    total_cost_krw bigint,
    grant_krw bigint,
    firm_krw bigint,
    local_krw bigint,
    target_level text,
    confirmed_level text,
    confirmed_on date,
    intake_profile text NOT NULL
);

COMMENT ON TABLE public.registry_staging IS 'rows of one registry file during its import';

CREATE TABLE public.registry_version (
    entity text NOT NULL,
    entity_key text NOT NULL,
    version integer NOT NULL,
    known_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    reason text NOT NULL,
    state jsonb NOT NULL,
    CONSTRAINT registry_version_entity_check CHECK ((entity = ANY (ARRAY['programme'::text, 'holiday'::text, 'company'::text, 'project'::text, 'party'::text, 'site'::text, 'build'::text])))
);

ALTER TABLE public.review_case ALTER COLUMN case_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.review_case_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_migration (
    path text NOT NULL,
    hash text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

CREATE TABLE public.seed_state (
    file text NOT NULL,
    hash text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sign_in_failure (
    name_hash bytea NOT NULL,
    failures integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_failure_failures_check CHECK ((failures > 0)),
    CONSTRAINT sign_in_failure_name_hash_check CHECK ((octet_length(name_hash) = 32))
);

CREATE TABLE public.sign_in_link (
    link_hash bytea NOT NULL,
    token_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE public.signal ALTER COLUMN signal_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.signal_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.site ALTER COLUMN site_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.site_site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.submission (
    batch_id bigint NOT NULL,
    key_id bigint NOT NULL,
    idempotency_key text,
    lines integer NOT NULL,
    counted integer NOT NULL,
    quarantined json NOT NULL,
    CONSTRAINT submission_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)))
);

COMMENT ON COLUMN public.submission.quarantined IS 'the lines that were not counted: line, lane, code, reason; in the order of the answer';

CREATE TABLE public.suspension (
    suspension_id bigint NOT NULL,
    site_id bigint NOT NULL,
    began_on date NOT NULL,
    ended_on date,
    document text NOT NULL,
    document_sha256 bytea,
    recorded_by text NOT NULL,
    known_at timestamp with time zone NOT NULL,
    CONSTRAINT suspension_check CHECK ((began_on <= ended_on)),
    CONSTRAINT suspension_document_check CHECK ((document <> ''::text)),
    CONSTRAINT suspension_document_sha256_check CHECK ((octet_length(document_sha256) = 32))
);

COMMENT ON TABLE public.suspension IS 'the business of a site is suspended from one day to another, both included';

COMMENT ON COLUMN public.suspension.ended_on IS 'null while the end is not known';

ALTER TABLE public.suspension ALTER COLUMN suspension_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.suspension_suspension_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.suspension_withdrawal (
    suspension_id bigint NOT NULL,
    reason text NOT NULL,
    recorded_by text NOT NULL,
    known_at timestamp with time zone NOT NULL,
    CONSTRAINT suspension_withdrawal_reason_check CHECK ((reason <> ''::text))
);

CREATE TABLE public.token_use (
    token_id bigint NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    address_class smallint
);

COMMENT ON COLUMN public.token_use.address_class IS '1 private, 2 public, 3 loopback, 4 link-local, 5 unspecified';

CREATE TABLE public.touched_batch (
    build_ids bigint[] NOT NULL,
    days integer[] NOT NULL,
    arrival_days integer[] NOT NULL
);
ALTER TABLE ONLY public.touched_batch ALTER COLUMN build_ids SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.touched_batch ALTER COLUMN days SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.touched_batch ALTER COLUMN arrival_days SET STORAGE EXTERNAL;

COMMENT ON TABLE public.touched_batch IS 'parallel arrays: each element names one arrival day of one build day to be recomputed';

COMMENT ON COLUMN public.touched_batch.days IS 'days since 1970-01-01';

COMMENT ON COLUMN public.touched_batch.arrival_days IS 'days since 1970-01-01';

CREATE TABLE public.touched_day (
    build_id bigint NOT NULL,
    day date NOT NULL,
    arrival_day date NOT NULL
);

CREATE TABLE public.web_session (
    session_hash bytea NOT NULL,
    token_id bigint NOT NULL,
    signed_in_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.webhook_attempt (
    delivery_id bigint NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    status integer,
    milliseconds integer NOT NULL,
    detail text NOT NULL,
    answer text NOT NULL,
    CONSTRAINT webhook_attempt_answer_check CHECK ((length(answer) <= 500)),
    CONSTRAINT webhook_attempt_attempt_check CHECK ((attempt > 0)),
    CONSTRAINT webhook_attempt_milliseconds_check CHECK ((milliseconds >= 0))
);

COMMENT ON COLUMN public.webhook_attempt.outcome IS 'delivered, status (the receiver answered with another one than 2xx), or why there was no answer';

COMMENT ON COLUMN public.webhook_attempt.answer IS 'the first bytes of the receiver''s answer without control characters';

CREATE TABLE public.webhook_delivery (
    delivery_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    feed_seq bigint,
    build_id bigint,
    event text NOT NULL,
    resend_of bigint,
    idempotency_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    payload text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    settled_at timestamp with time zone,
    CONSTRAINT webhook_delivery_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given_up'::text, 'cancelled'::text]))),
    CONSTRAINT webhook_settled_has_a_time CHECK (((state = 'waiting'::text) = (settled_at IS NULL))),
    CONSTRAINT webhook_waiting_has_a_next_attempt CHECK (((state = 'waiting'::text) = (next_attempt_at IS NOT NULL)))
);

COMMENT ON COLUMN public.webhook_delivery.feed_seq IS 'null for a test and for a resend';

COMMENT ON COLUMN public.webhook_delivery.build_id IS 'whose data it tells; null for a test and for a change of no build';

COMMENT ON COLUMN public.webhook_delivery.idempotency_id IS 'the same at every try: by it a receiver knows what it has already';

COMMENT ON COLUMN public.webhook_delivery.payload IS 'the bytes that are signed and sent, as they were when the change was seen';

ALTER TABLE public.webhook_delivery ALTER COLUMN delivery_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_delivery_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_subscription (
    subscription_id bigint NOT NULL,
    token_id bigint NOT NULL,
    url text NOT NULL,
    description text NOT NULL,
    events text[] NOT NULL,
    programmes text[] NOT NULL,
    builds text[] NOT NULL,
    regions text[] NOT NULL,
    secret bytea NOT NULL,
    old_secret bytea,
    old_secret_until timestamp with time zone,
    feed_position bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    paused_at timestamp with time zone,
    disabled_at timestamp with time zone,
    disabled_reason text,
    deleted_at timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    hold_until timestamp with time zone,
    claimed_until timestamp with time zone,
    CONSTRAINT an_old_secret_has_an_end CHECK (((old_secret IS NULL) = (old_secret_until IS NULL))),
    CONSTRAINT disabled_for_a_reason CHECK (((disabled_at IS NULL) = (disabled_reason IS NULL))),
    CONSTRAINT failing_since_the_first_failure CHECK (((failures = 0) = (failing_since IS NULL))),
    CONSTRAINT webhook_subscription_description_check CHECK ((length(description) <= 200)),
    CONSTRAINT webhook_subscription_failures_check CHECK ((failures >= 0)),
    CONSTRAINT webhook_subscription_feed_position_check CHECK ((feed_position >= 0)),
    CONSTRAINT webhook_subscription_url_check CHECK ((length(url) <= 2000))
);

COMMENT ON COLUMN public.webhook_subscription.events IS 'kinds of changes; empty: every kind that the token may see';

COMMENT ON COLUMN public.webhook_subscription.programmes IS 'only builds of these programmes; empty: of all';

COMMENT ON COLUMN public.webhook_subscription.builds IS 'only builds of these codes; empty: all';

COMMENT ON COLUMN public.webhook_subscription.regions IS 'only builds at sites of these regions; empty: of all';

COMMENT ON COLUMN public.webhook_subscription.secret IS 'sealed with a key that is not in the database';

COMMENT ON COLUMN public.webhook_subscription.old_secret IS 'signs beside the new one until old_secret_until';

COMMENT ON COLUMN public.webhook_subscription.feed_position IS 'the last number of the change feed that was turned into deliveries';

COMMENT ON COLUMN public.webhook_subscription.failures IS 'failed tries in a row, of whichever delivery';

COMMENT ON COLUMN public.webhook_subscription.hold_until IS 'nothing is sent before, so that a receiver that is down is not asked again and again';

COMMENT ON COLUMN public.webhook_subscription.claimed_until IS 'one sender at a time, so that deliveries keep their order';

ALTER TABLE public.webhook_subscription ALTER COLUMN subscription_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_subscription_subscription_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.window_sweep (
    sweep_id bigint NOT NULL,
    day date NOT NULL,
    done_at timestamp with time zone NOT NULL,
    definitions text NOT NULL
);

COMMENT ON COLUMN public.window_sweep.day IS 'every window that ended before it is kept';

COMMENT ON COLUMN public.window_sweep.definitions IS 'the versions of the KPI definitions: where they change, windows are made again';

ALTER TABLE public.window_sweep ALTER COLUMN sweep_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.window_sweep_sweep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.window_touch (
    touch_id bigint NOT NULL,
    build_id bigint,
    from_day date NOT NULL,
    cause text NOT NULL,
    detail text NOT NULL
);

COMMENT ON COLUMN public.window_touch.build_id IS 'null: every build';

ALTER TABLE public.window_touch ALTER COLUMN touch_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.window_touch_touch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT a_change_is_delivered_once UNIQUE (subscription_id, feed_seq);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY (entry_id);

ALTER TABLE ONLY public.action_word
    ADD CONSTRAINT action_word_pkey PRIMARY KEY (word);

ALTER TABLE public.policy_activation
    ADD CONSTRAINT activation_needs_a_backtest CHECK ((backtest_id IS NOT NULL)) NOT VALID;

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_backtest_id_policy_id_key UNIQUE (backtest_id, policy_id);

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_pkey PRIMARY KEY (backtest_id);

ALTER TABLE ONLY public.backtest_verdict
    ADD CONSTRAINT backtest_verdict_pkey PRIMARY KEY (backtest_id, quarter, build_id, rule);

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (batch_id);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_code_key UNIQUE (code);

ALTER TABLE ONLY public.build_day
    ADD CONSTRAINT build_day_pkey PRIMARY KEY (build_id, day, version);

ALTER TABLE ONLY public.build_day_user
    ADD CONSTRAINT build_day_user_pkey PRIMARY KEY (build_id, day, user_epoch, user_hash);

ALTER TABLE ONLY public.build_listing
    ADD CONSTRAINT build_listing_pkey PRIMARY KEY (build_id);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_pkey PRIMARY KEY (build_id);

ALTER TABLE ONLY public.calendar_revision
    ADD CONSTRAINT calendar_revision_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.case_clock
    ADD CONSTRAINT case_clock_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.case_reply_link
    ADD CONSTRAINT case_reply_link_link_hash_key UNIQUE (link_hash);

ALTER TABLE ONLY public.case_reply_link
    ADD CONSTRAINT case_reply_link_pkey PRIMARY KEY (link_id);

ALTER TABLE ONLY public.case_signal
    ADD CONSTRAINT case_signal_pkey PRIMARY KEY (case_id, signal_id);

ALTER TABLE ONLY public.case_step
    ADD CONSTRAINT case_step_pkey PRIMARY KEY (case_id, ordinal);

ALTER TABLE ONLY public.change_class
    ADD CONSTRAINT change_class_pkey PRIMARY KEY (kind, from_year, from_krw);

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT change_event_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY public.change_withdrawal
    ADD CONSTRAINT change_withdrawal_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY public.collector_instance
    ADD CONSTRAINT collector_instance_pkey PRIMARY KEY (instance_id);

ALTER TABLE ONLY public.collector_presence
    ADD CONSTRAINT collector_presence_pkey PRIMARY KEY (instance_id, began_at);

ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_number_key UNIQUE (number);

ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_pkey PRIMARY KEY (company_id);

ALTER TABLE ONLY public.export
    ADD CONSTRAINT export_pkey PRIMARY KEY (export_id);

ALTER TABLE ONLY public.export
    ADD CONSTRAINT export_quarter_revision_key UNIQUE (quarter, revision);

ALTER TABLE ONLY public.feed_entry
    ADD CONSTRAINT feed_entry_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.feed_pending
    ADD CONSTRAINT feed_pending_pkey PRIMARY KEY (pending_id);

ALTER TABLE ONLY public.feed_state
    ADD CONSTRAINT feed_state_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.health_probe
    ADD CONSTRAINT health_probe_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.holiday
    ADD CONSTRAINT holiday_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.incident_build
    ADD CONSTRAINT incident_build_pkey PRIMARY KEY (incident_id, build_id);

ALTER TABLE ONLY public.incident_end
    ADD CONSTRAINT incident_end_pkey PRIMARY KEY (incident_id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (incident_id);

ALTER TABLE ONLY public.industry
    ADD CONSTRAINT industry_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.job_run
    ADD CONSTRAINT job_run_pkey PRIMARY KEY (job, period_start);

ALTER TABLE ONLY public.key
    ADD CONSTRAINT key_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.key
    ADD CONSTRAINT key_pkey PRIMARY KEY (key_id);

ALTER TABLE ONLY public.kpi_definition_change
    ADD CONSTRAINT kpi_definition_change_pkey PRIMARY KEY (what);

ALTER TABLE ONLY public.level
    ADD CONSTRAINT level_pkey PRIMARY KEY (scale, code);

ALTER TABLE ONLY public.local_account
    ADD CONSTRAINT local_account_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY public.local_account
    ADD CONSTRAINT local_account_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.outage
    ADD CONSTRAINT outage_pkey PRIMARY KEY (outage_id);

ALTER TABLE ONLY public.outbox_attempt
    ADD CONSTRAINT outbox_attempt_pkey PRIMARY KEY (message_id, recipient, attempt);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_idempotency_key_key UNIQUE (idempotency_key);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY public.outbox_recipient
    ADD CONSTRAINT outbox_recipient_pkey PRIMARY KEY (message_id, recipient);

ALTER TABLE ONLY public.party
    ADD CONSTRAINT party_pkey PRIMARY KEY (project_id, role, company_id, valid_from);

ALTER TABLE ONLY public.peer_standing
    ADD CONSTRAINT peer_standing_pkey PRIMARY KEY (build_id, day);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_issuer_subject_key UNIQUE (issuer, subject);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_shown_name_key UNIQUE (shown_name);

ALTER TABLE ONLY public.phase_usage
    ADD CONSTRAINT phase_usage_pkey PRIMARY KEY (build_id);

ALTER TABLE ONLY public.plan_target
    ADD CONSTRAINT plan_target_pkey PRIMARY KEY (project_id, class, name, version);

ALTER TABLE ONLY public.policy_activation
    ADD CONSTRAINT policy_activation_pkey PRIMARY KEY (policy_id);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_name_version_key UNIQUE (name, version);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (policy_id);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_policy_id_author_effective_from_key UNIQUE (policy_id, author, effective_from);

ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT policy_rule_pkey PRIMARY KEY (policy_id, rule);

ALTER TABLE ONLY public.policy_rule_step
    ADD CONSTRAINT policy_rule_step_pkey PRIMARY KEY (policy_id, rule, from_month);

ALTER TABLE ONLY public.programme_phase
    ADD CONSTRAINT programme_phase_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.programme
    ADD CONSTRAINT programme_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_code_key UNIQUE (code);

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_pkey PRIMARY KEY (project_id);

ALTER TABLE ONLY public.quarantine_forgetting
    ADD CONSTRAINT quarantine_forgetting_pkey PRIMARY KEY (before_day);

ALTER TABLE ONLY public.quarantine_move
    ADD CONSTRAINT quarantine_move_pkey PRIMARY KEY (batch_id, ordinal);

ALTER TABLE ONLY public.quarantine_order
    ADD CONSTRAINT quarantine_order_pkey PRIMARY KEY (order_id);

ALTER TABLE ONLY public.receipt_raw
    ADD CONSTRAINT receipt_raw_pkey PRIMARY KEY (build_id, batch_id, ordinal);

ALTER TABLE ONLY public.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (code, valid_from);

ALTER TABLE ONLY public.registry_revision
    ADD CONSTRAINT registry_revision_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.registry_version
    ADD CONSTRAINT registry_version_pkey PRIMARY KEY (entity, entity_key, version);

ALTER TABLE ONLY public.review_case
    ADD CONSTRAINT review_case_pkey PRIMARY KEY (case_id);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (path);

ALTER TABLE ONLY public.seed_state
    ADD CONSTRAINT seed_state_pkey PRIMARY KEY (file);

ALTER TABLE ONLY public.sign_in_failure
    ADD CONSTRAINT sign_in_failure_pkey PRIMARY KEY (name_hash);

ALTER TABLE ONLY public.sign_in_link
    ADD CONSTRAINT sign_in_link_pkey PRIMARY KEY (link_hash);

ALTER TABLE ONLY public.signal_clearing
    ADD CONSTRAINT signal_clearing_pkey PRIMARY KEY (signal_id);

ALTER TABLE ONLY public.signal
    ADD CONSTRAINT signal_pkey PRIMARY KEY (signal_id);

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_company_id_serial_key UNIQUE (company_id, serial);

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_key_id_idempotency_key_key UNIQUE (key_id, idempotency_key);

ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (batch_id);

ALTER TABLE ONLY public.suspension
    ADD CONSTRAINT suspension_pkey PRIMARY KEY (suspension_id);

ALTER TABLE ONLY public.suspension_withdrawal
    ADD CONSTRAINT suspension_withdrawal_pkey PRIMARY KEY (suspension_id);

ALTER TABLE ONLY public.token_use
    ADD CONSTRAINT token_use_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_pkey PRIMARY KEY (session_hash);

ALTER TABLE ONLY public.webhook_attempt
    ADD CONSTRAINT webhook_attempt_pkey PRIMARY KEY (delivery_id, attempt);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_idempotency_id_key UNIQUE (idempotency_id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (delivery_id);

ALTER TABLE ONLY public.webhook_subscription
    ADD CONSTRAINT webhook_subscription_pkey PRIMARY KEY (subscription_id);

ALTER TABLE ONLY public.window_sweep
    ADD CONSTRAINT window_sweep_pkey PRIMARY KEY (sweep_id);

ALTER TABLE ONLY public.window_touch
    ADD CONSTRAINT window_touch_pkey PRIMARY KEY (touch_id);

ALTER TABLE ONLY public.window_version
    ADD CONSTRAINT window_version_pkey PRIMARY KEY (build_id, kind, window_from, window_to, version);

CREATE INDEX access_log_by_build ON public.access_log USING btree ((builds[1]), entry_id) WHERE (cardinality(builds) = 1);

CREATE INDEX access_log_by_person ON public.access_log USING btree (person_id, entry_id) WHERE (person_id IS NOT NULL);

CREATE INDEX access_log_by_time ON public.access_log USING brin (at);

CREATE INDEX access_log_by_token ON public.access_log USING btree (token_id, entry_id);

CREATE INDEX access_log_of_lists ON public.access_log USING btree (entry_id) WHERE (cardinality(builds) > 1);

CREATE INDEX api_token_by_person ON public.api_token USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE UNIQUE INDEX build_day_now ON public.build_day USING btree (build_id, day) WHERE (superseded_at IS NULL);

CREATE INDEX build_listing_by_signals ON public.build_listing USING btree (((- open_signals)), silent_since, build_id);

CREATE INDEX build_listing_by_silence ON public.build_listing USING btree (silent_since, build_id);

CREATE INDEX case_reply_link_by_case ON public.case_reply_link USING btree (case_id);

CREATE INDEX case_signal_by_signal ON public.case_signal USING btree (signal_id);

CREATE INDEX change_event_by_project ON public.change_event USING btree (project_id);

CREATE INDEX incident_of_build ON public.incident_build USING btree (build_id);

CREATE UNIQUE INDEX job_run_under_way ON public.job_run USING btree (job) WHERE (outcome IS NULL);

CREATE INDEX key_by_build ON public.key USING btree (build_id);

CREATE INDEX key_sighting_by_build ON public.key_sighting USING btree (build_id, key_id);

CREATE UNIQUE INDEX outage_now ON public.outage USING btree (began_at, ended_at, ((cause = 'declared'::text))) WHERE (superseded_at IS NULL);

CREATE INDEX outbox_waiting ON public.outbox_recipient USING btree (next_attempt_at) WHERE (state = 'waiting'::text);

CREATE INDEX phase_usage_stale ON public.phase_usage USING btree (build_id) WHERE is_stale;

CREATE UNIQUE INDEX plan_target_now ON public.plan_target USING btree (project_id, class, name) WHERE (superseded_at IS NULL);

CREATE INDEX quarantine_by_key ON ONLY public.quarantine USING btree (key_id, occurred_day) WHERE (key_id IS NOT NULL);

CREATE INDEX quarantine_by_lane ON ONLY public.quarantine USING btree (lane, arrival_day, batch_id, ordinal);

CREATE INDEX quarantine_by_unknown_key ON ONLY public.quarantine USING btree (key_hash, arrival_day, batch_id, ordinal) WHERE (lane = 'unknown_key'::text);

CREATE INDEX quarantine_order_open ON public.quarantine_order USING btree (order_id) WHERE (done_at IS NULL);

CREATE INDEX receipt_by_build_day ON ONLY public.receipt USING btree (build_id, occurred_day);

CREATE INDEX receipt_raw_by_arrival ON public.receipt_raw USING btree (arrival_day);

CREATE INDEX review_case_by_build ON public.review_case USING btree (build_id);

CREATE INDEX sign_in_failure_by_time ON public.sign_in_failure USING btree (last_at);

CREATE INDEX signal_by_build ON public.signal USING btree (build_id, rule);

CREATE INDEX suspension_by_site ON public.suspension USING btree (site_id);

CREATE INDEX touched_day_by_day ON public.touched_day USING btree (build_id, day);

CREATE INDEX webhook_delivery_by_age ON public.webhook_delivery USING btree (created_at);

CREATE INDEX webhook_delivery_log ON public.webhook_delivery USING btree (subscription_id, delivery_id);

CREATE INDEX webhook_delivery_resent ON public.webhook_delivery USING btree (resend_of) WHERE (resend_of IS NOT NULL);

CREATE INDEX webhook_delivery_waiting ON public.webhook_delivery USING btree (subscription_id, delivery_id) WHERE (state = 'waiting'::text);

CREATE INDEX webhook_subscription_by_token ON public.webhook_subscription USING btree (token_id) WHERE (deleted_at IS NULL);

CREATE INDEX window_touch_by_build ON public.window_touch USING btree (build_id);

CREATE UNIQUE INDEX window_version_now ON public.window_version USING btree (build_id, window_to, window_from, kind) WHERE (superseded_at IS NULL);

CREATE TRIGGER build_listing AFTER INSERT ON public.key REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.build_listing_of_keys();

CREATE TRIGGER build_listing AFTER INSERT ON public.signal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.build_listing_of_keys();

CREATE TRIGGER build_listing AFTER INSERT ON public.signal_clearing REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.build_listing_of_clearings();

CREATE TRIGGER calendar_changed AFTER INSERT OR DELETE OR UPDATE ON public.holiday FOR EACH ROW EXECUTE FUNCTION public.calendar_changed();

CREATE TRIGGER calendar_changed AFTER INSERT OR DELETE OR UPDATE ON public.outage FOR EACH ROW EXECUTE FUNCTION public.calendar_changed();

CREATE TRIGGER calendar_changed AFTER INSERT ON public.policy_activation FOR EACH ROW EXECUTE FUNCTION public.calendar_changed();

CREATE TRIGGER case_link_check BEFORE INSERT ON public.case_reply_link FOR EACH ROW EXECUTE FUNCTION public.case_link_check();

CREATE TRIGGER case_signal_check BEFORE INSERT ON public.case_signal FOR EACH ROW EXECUTE FUNCTION public.case_signal_check();

CREATE TRIGGER case_step_check BEFORE INSERT ON public.case_step FOR EACH ROW EXECUTE FUNCTION public.case_step_check();

CREATE TRIGGER feed AFTER INSERT ON public.case_step REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_case_step();

CREATE TRIGGER feed AFTER INSERT ON public.change_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_change();

CREATE TRIGGER feed AFTER INSERT ON public.change_withdrawal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_change_withdrawal();

CREATE TRIGGER feed AFTER INSERT ON public.export REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_export();

CREATE TRIGGER feed AFTER INSERT ON public.incident_build REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_incident();

CREATE TRIGGER feed AFTER INSERT ON public.incident_end REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_incident_end();

CREATE TRIGGER feed AFTER INSERT ON public.outage REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_outage();

CREATE TRIGGER feed AFTER INSERT ON public.policy_activation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_policy();

CREATE TRIGGER feed AFTER INSERT ON public.registry_version REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_registry();

CREATE TRIGGER feed AFTER INSERT ON public.signal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_signal();

CREATE TRIGGER feed AFTER INSERT ON public.signal_clearing REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_signal_clearing();

CREATE TRIGGER feed AFTER INSERT ON public.suspension REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_suspension();

CREATE TRIGGER feed AFTER INSERT ON public.suspension_withdrawal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_suspension_withdrawal();

CREATE TRIGGER feed_added AFTER INSERT ON public.plan_target REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_plan_added();

CREATE TRIGGER feed_again AFTER UPDATE ON public.outage REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.feed_outage();

CREATE TRIGGER feed_closed AFTER UPDATE ON public.plan_target REFERENCING NEW TABLE AS closed FOR EACH STATEMENT EXECUTE FUNCTION public.feed_plan_closed();

CREATE TRIGGER policy_rule_check BEFORE INSERT ON public.policy_rule FOR EACH ROW EXECUTE FUNCTION public.policy_rule_check();

CREATE TRIGGER policy_rule_step_check BEFORE INSERT ON public.policy_rule_step FOR EACH ROW EXECUTE FUNCTION public.policy_rule_check();

CREATE TRIGGER window_touch AFTER INSERT ON public.change_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_change();

CREATE TRIGGER window_touch AFTER INSERT ON public.change_withdrawal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_change_withdrawal();

CREATE TRIGGER window_touch AFTER INSERT ON public.incident_build REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_incident();

CREATE TRIGGER window_touch AFTER INSERT ON public.incident_end REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_incident_end();

CREATE TRIGGER window_touch AFTER INSERT ON public.key REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_key();

CREATE TRIGGER window_touch AFTER INSERT ON public.outage REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_outage();

CREATE TRIGGER window_touch AFTER INSERT ON public.registry_version REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_registry();

CREATE TRIGGER window_touch AFTER INSERT ON public.suspension REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_suspension();

CREATE TRIGGER window_touch AFTER INSERT ON public.suspension_withdrawal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_suspension_withdrawal();

CREATE TRIGGER window_touch_again AFTER UPDATE ON public.outage REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.window_touch_outage();

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_against_policy_id_fkey FOREIGN KEY (against_policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.backtest_verdict
    ADD CONSTRAINT backtest_verdict_backtest_id_fkey FOREIGN KEY (backtest_id) REFERENCES public.backtest(backtest_id);

ALTER TABLE ONLY public.build_listing
    ADD CONSTRAINT build_listing_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(project_id);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(site_id);

ALTER TABLE ONLY public.case_reply_link
    ADD CONSTRAINT case_reply_link_case_id_ordinal_fkey FOREIGN KEY (case_id, ordinal) REFERENCES public.case_step(case_id, ordinal);

ALTER TABLE ONLY public.case_signal
    ADD CONSTRAINT case_signal_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.review_case(case_id);

ALTER TABLE ONLY public.case_signal
    ADD CONSTRAINT case_signal_signal_id_fkey FOREIGN KEY (signal_id) REFERENCES public.signal(signal_id);

ALTER TABLE ONLY public.case_step
    ADD CONSTRAINT case_step_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.review_case(case_id);

ALTER TABLE ONLY public.case_step
    ADD CONSTRAINT case_step_link_id_fkey FOREIGN KEY (link_id) REFERENCES public.case_reply_link(link_id);

ALTER TABLE ONLY public.case_step
    ADD CONSTRAINT case_step_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT change_event_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

ALTER TABLE ONLY public.change_event
    ADD CONSTRAINT change_event_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(project_id);

ALTER TABLE ONLY public.change_withdrawal
    ADD CONSTRAINT change_withdrawal_change_id_fkey FOREIGN KEY (change_id) REFERENCES public.change_event(change_id);

ALTER TABLE ONLY public.incident_build
    ADD CONSTRAINT incident_build_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incident(incident_id);

ALTER TABLE ONLY public.incident_end
    ADD CONSTRAINT incident_end_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incident(incident_id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.key
    ADD CONSTRAINT key_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

ALTER TABLE ONLY public.local_account
    ADD CONSTRAINT local_account_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.outbox_attempt
    ADD CONSTRAINT outbox_attempt_message_id_recipient_fkey FOREIGN KEY (message_id, recipient) REFERENCES public.outbox_recipient(message_id, recipient);

ALTER TABLE ONLY public.outbox_recipient
    ADD CONSTRAINT outbox_recipient_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.outbox(message_id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_signal_id_fkey FOREIGN KEY (signal_id) REFERENCES public.signal(signal_id);

ALTER TABLE ONLY public.party
    ADD CONSTRAINT party_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.company(company_id);

ALTER TABLE ONLY public.party
    ADD CONSTRAINT party_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(project_id);

ALTER TABLE ONLY public.plan_target
    ADD CONSTRAINT plan_target_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(project_id);

ALTER TABLE ONLY public.policy_activation
    ADD CONSTRAINT policy_activation_backtest_id_policy_id_fkey FOREIGN KEY (backtest_id, policy_id) REFERENCES public.backtest(backtest_id, policy_id);

ALTER TABLE ONLY public.policy_activation
    ADD CONSTRAINT policy_activation_policy_id_author_effective_from_fkey FOREIGN KEY (policy_id, author, effective_from) REFERENCES public.policy(policy_id, author, effective_from);

ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT policy_rule_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.policy_rule_step
    ADD CONSTRAINT policy_rule_step_policy_id_rule_fkey FOREIGN KEY (policy_id, rule) REFERENCES public.policy_rule(policy_id, rule);

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES public.programme(code);

ALTER TABLE ONLY public.quarantine_move
    ADD CONSTRAINT quarantine_move_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.quarantine_order(order_id);

ALTER TABLE ONLY public.quarantine_order
    ADD CONSTRAINT quarantine_order_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

ALTER TABLE ONLY public.quarantine_order
    ADD CONSTRAINT quarantine_order_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.key(key_id);

ALTER TABLE ONLY public.review_case
    ADD CONSTRAINT review_case_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

ALTER TABLE ONLY public.sign_in_link
    ADD CONSTRAINT sign_in_link_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

ALTER TABLE ONLY public.signal_clearing
    ADD CONSTRAINT signal_clearing_signal_id_fkey FOREIGN KEY (signal_id) REFERENCES public.signal(signal_id);

ALTER TABLE ONLY public.signal
    ADD CONSTRAINT signal_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.company(company_id);

ALTER TABLE ONLY public.suspension
    ADD CONSTRAINT suspension_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(site_id);

ALTER TABLE ONLY public.suspension_withdrawal
    ADD CONSTRAINT suspension_withdrawal_suspension_id_fkey FOREIGN KEY (suspension_id) REFERENCES public.suspension(suspension_id);

ALTER TABLE ONLY public.token_use
    ADD CONSTRAINT token_use_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

ALTER TABLE ONLY public.webhook_attempt
    ADD CONSTRAINT webhook_attempt_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.webhook_delivery(delivery_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_resend_of_fkey FOREIGN KEY (resend_of) REFERENCES public.webhook_delivery(delivery_id) ON DELETE SET NULL;

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES public.webhook_subscription(subscription_id);

ALTER TABLE ONLY public.webhook_subscription
    ADD CONSTRAINT webhook_subscription_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

