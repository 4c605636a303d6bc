-- Orders that an unknown key belongs to a build: registers the key at once, and has a running collector move the
-- key's records, each under its own id and time of arrival. Returns the order's number.
--
-- digits is the key's hash in hexadecimal as quarantine_list gives it; 12 digits do where no other key shares them.
-- A key that its build has already may be claimed again, also one that a rotation ended: only its records move.
create or replace function quarantine_claim(
    digits text, build_code text, actor text, reason text, moment timestamptz
) returns bigint
language plpgsql set search_path = public, pg_temp as $$
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
$$;
