-- Refuses an order that the history could not account for.
create or replace function quarantine_order_check(actor text, reason text, moment timestamptz) returns void
language plpgsql immutable set search_path = public, pg_temp as $$
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
