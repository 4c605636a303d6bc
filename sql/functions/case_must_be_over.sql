-- Refuses while a window of a state is running: see case_running_until.
create or replace function case_must_be_over(
    in_case bigint, in_state text, today date, ended_by text, code text, explanation text
) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    until constant date := case_running_until(in_case, in_state, today, ended_by);
begin
    if until is not null then
        raise exception '%', explanation using errcode = code, detail = until::text;
    end if;
end
$$;
