-- Whether a case was ever in a state.
create or replace function case_was_in(in_case bigint, in_state text) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin
    return exists (select from case_step s where s.case_id = in_case and s.kind = 'entered' and s.state = in_state);
end
$$;
