-- Refuses to close a case for a reason that its history does not bear.
create or replace function case_closing_check(step case_step, entry case_step) returns void
language plpgsql set search_path = public, pg_temp as $$
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
