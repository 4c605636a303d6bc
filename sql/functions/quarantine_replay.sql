-- Orders that the quarantined records of one lane are read again, with today's decoder, keys and collection windows,
-- and moved where they count now. Returns the order's number.
--
-- Days are days of arrival. build_code null means all builds. With ignores_limits records count although the build was
-- not collecting or its key over its limit: an officer's decision.
create or replace function quarantine_replay(
    in_lane text, from_day date, to_day date, build_code text, ignores_limits boolean, actor text, reason text,
    moment timestamptz
) returns bigint
language plpgsql set search_path = public, pg_temp as $$
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
