CREATE FUNCTION public.build_day_figures(build_ids bigint[], days date[], arrival_days date[], partitions date[]) RETURNS TABLE(build_id bigint, day date, receipts integer, distinct_tuples integer, slots bit, users integer, actions integer[], first_at timestamp with time zone, last_at timestamp with time zone, hours integer[], late integer, rejected integer, implausible integer, arrived integer, arrival_days date[])
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
            (count(*) filter (where r.implausible))::integer as implausible
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
        t.arrival_days
    from target t
    left join counted c using (build_id, day)
    left join arrived a using (build_id, day)
    left join rejected j using (build_id, day)
$_$;

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
        -- The one that held out longest says why.
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
    CONSTRAINT outage_cause_check CHECK ((cause = ANY (ARRAY['crashed'::text, 'stopped'::text, 'stalled'::text, 'both stores failed'::text]))),
    CONSTRAINT outage_check CHECK ((began_at < ended_at)),
    CONSTRAINT outage_check1 CHECK ((known_at <= superseded_at))
);

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
    where o.superseded_at is null and o.ended_at > since
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
            where o.superseded_at is null and o.began_at = g.began_at and o.ended_at = g.ended_at
        )
        order by g.began_at
        returning *;
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
        insert into key (build_id, key_hash, hint, origin, issued_at)
        values (target, low, '????', 'claimed', moment)
        returning key_id into claimed;
        update registry_revision set revision = revision + 1;
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
    CONSTRAINT api_token_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'evaluator'::text, 'officer'::text, 'approver'::text, 'administrator'::text, 'supplier'::text, 'exporter'::text, 'auditor'::text]))),
    CONSTRAINT supplier_token_names_its_supplier CHECK (((role = 'supplier'::text) = (supplier_number IS NOT NULL)))
);

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

CREATE TABLE public.batch (
    batch_id bigint NOT NULL,
    committed_at timestamp with time zone NOT NULL,
    records integer NOT NULL
);

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

ALTER TABLE public.build ALTER COLUMN build_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.build_build_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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
    arrival_days date[] NOT NULL
);

COMMENT ON COLUMN public.build_day.slots IS 'active 10-minute slots of the KST day, bit 0 = 00:00 to 00:09';

COMMENT ON COLUMN public.build_day.actions IS 'receipts by action DO6001 to DO6007, then without a known action';

COMMENT ON COLUMN public.build_day.arrival_days IS 'arrival partitions that hold receipts or quarantined records of this day';

CREATE TABLE public.build_day_user (
    build_id bigint NOT NULL,
    day date NOT NULL,
    user_epoch smallint NOT NULL,
    user_hash bytea NOT NULL,
    known_at timestamp with time zone NOT NULL
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

CREATE TABLE public.company (
    company_id bigint NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    email text,
    CONSTRAINT company_number_check CHECK ((number ~ '^[0-9]{10}$'::text))
);

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

CREATE TABLE public.health_probe (
    singleton boolean DEFAULT true NOT NULL,
    probed_at timestamp with time zone NOT NULL,
    CONSTRAINT health_probe_singleton_check CHECK (singleton)
);

CREATE TABLE public.holiday (
    day date NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL
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
    CONSTRAINT key_key_hash_check CHECK ((octet_length(key_hash) = 32)),
    CONSTRAINT key_origin_check CHECK ((origin = ANY (ARRAY['issued'::text, 'imported'::text, 'claimed'::text])))
);

COMMENT ON COLUMN public.key.expires_at IS 'set by a rotation: from then on the key is as unknown as a revoked one';

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

CREATE TABLE public.level (
    scale text NOT NULL,
    code text NOT NULL,
    name_ko text NOT NULL,
    rank integer NOT NULL
);

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

CREATE TABLE public.party (
    project_id bigint NOT NULL,
    role text NOT NULL,
    company_id bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT party_check CHECK ((valid_from <= valid_to)),
    CONSTRAINT party_role_check CHECK ((role = ANY (ARRAY['adopter'::text, 'supplier'::text, 'lead'::text, 'supervision'::text, 'costing'::text])))
);

CREATE TABLE public.policy (
    policy_id bigint NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    official boolean NOT NULL,
    author text NOT NULL,
    approver text NOT NULL,
    effective_from date NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    source_yaml text NOT NULL,
    CONSTRAINT approver_is_not_author CHECK ((author <> approver))
);

ALTER TABLE public.policy ALTER COLUMN policy_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.policy_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.policy_rule (
    policy_id bigint NOT NULL,
    rule text NOT NULL,
    threshold double precision NOT NULL,
    minimum_expected_days integer NOT NULL
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

CREATE TABLE public.programme_phase (
    number integer NOT NULL,
    name_ko text NOT NULL,
    actors_ko text NOT NULL
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

CREATE TABLE public.sign_in_link (
    link_hash bytea NOT NULL,
    token_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.signal (
    signal_id bigint NOT NULL,
    build_id bigint NOT NULL,
    policy_id bigint NOT NULL,
    rule text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL
);

CREATE TABLE public.signal_clearing (
    signal_id bigint NOT NULL,
    cleared_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL
);

ALTER TABLE public.signal ALTER COLUMN signal_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.signal_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
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

ALTER TABLE ONLY public.action_word
    ADD CONSTRAINT action_word_pkey PRIMARY KEY (word);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (batch_id);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_code_key UNIQUE (code);

ALTER TABLE ONLY public.build_day
    ADD CONSTRAINT build_day_pkey PRIMARY KEY (build_id, day, version);

ALTER TABLE ONLY public.build_day_user
    ADD CONSTRAINT build_day_user_pkey PRIMARY KEY (build_id, day, user_epoch, user_hash);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_pkey PRIMARY KEY (build_id);

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

ALTER TABLE ONLY public.health_probe
    ADD CONSTRAINT health_probe_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.holiday
    ADD CONSTRAINT holiday_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.industry
    ADD CONSTRAINT industry_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.job_run
    ADD CONSTRAINT job_run_pkey PRIMARY KEY (job, period_start);

ALTER TABLE ONLY public.key
    ADD CONSTRAINT key_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.key
    ADD CONSTRAINT key_pkey PRIMARY KEY (key_id);

ALTER TABLE ONLY public.level
    ADD CONSTRAINT level_pkey PRIMARY KEY (scale, code);

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

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_name_version_key UNIQUE (name, version);

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (policy_id);

ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT policy_rule_pkey PRIMARY KEY (policy_id, rule);

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

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (path);

ALTER TABLE ONLY public.seed_state
    ADD CONSTRAINT seed_state_pkey PRIMARY KEY (file);

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

ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_pkey PRIMARY KEY (session_hash);

CREATE UNIQUE INDEX build_day_now ON public.build_day USING btree (build_id, day) WHERE (superseded_at IS NULL);

CREATE INDEX key_by_build ON public.key USING btree (build_id);

CREATE INDEX key_sighting_by_build ON public.key_sighting USING btree (build_id, key_id);

CREATE UNIQUE INDEX outage_now ON public.outage USING btree (began_at, ended_at) WHERE (superseded_at IS NULL);

CREATE INDEX outbox_waiting ON public.outbox_recipient USING btree (next_attempt_at) WHERE (state = 'waiting'::text);

CREATE INDEX quarantine_by_key ON ONLY public.quarantine USING btree (key_id, occurred_day) WHERE (key_id IS NOT NULL);

CREATE INDEX quarantine_by_lane ON ONLY public.quarantine USING btree (lane, arrival_day, batch_id, ordinal);

CREATE INDEX quarantine_by_unknown_key ON ONLY public.quarantine USING btree (key_hash, arrival_day, batch_id, ordinal) WHERE (lane = 'unknown_key'::text);

CREATE INDEX quarantine_order_open ON public.quarantine_order USING btree (order_id) WHERE (done_at IS NULL);

CREATE INDEX receipt_by_build_day ON ONLY public.receipt USING btree (build_id, occurred_day);

CREATE INDEX receipt_raw_by_arrival ON public.receipt_raw USING btree (arrival_day);

CREATE INDEX signal_by_build ON public.signal USING btree (build_id, rule);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(project_id);

ALTER TABLE ONLY public.build
    ADD CONSTRAINT build_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(site_id);

ALTER TABLE ONLY public.key
    ADD CONSTRAINT key_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

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

ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT policy_rule_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_programme_code_fkey FOREIGN KEY (programme_code) REFERENCES public.programme(code);

ALTER TABLE ONLY public.quarantine_move
    ADD CONSTRAINT quarantine_move_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.quarantine_order(order_id);

ALTER TABLE ONLY public.quarantine_order
    ADD CONSTRAINT quarantine_order_build_id_fkey FOREIGN KEY (build_id) REFERENCES public.build(build_id);

ALTER TABLE ONLY public.quarantine_order
    ADD CONSTRAINT quarantine_order_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.key(key_id);

ALTER TABLE ONLY public.sign_in_link
    ADD CONSTRAINT sign_in_link_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

ALTER TABLE ONLY public.signal_clearing
    ADD CONSTRAINT signal_clearing_signal_id_fkey FOREIGN KEY (signal_id) REFERENCES public.signal(signal_id);

ALTER TABLE ONLY public.signal
    ADD CONSTRAINT signal_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id);

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.company(company_id);

ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(token_id);

