-- The last day of those windows of a state that neither elapsed nor were answered by everybody asked; null where
-- there is none. Every time that the state was entered opened a window of its own.
--
-- ended_by is what ends a window early: 'reply', 'declined' or null for nothing.
create or replace function case_running_until(in_case bigint, in_state text, today date, ended_by text) returns date
language plpgsql stable set search_path = public, pg_temp as $$
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
