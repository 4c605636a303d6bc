-- Whether the agency holds a case: its clock stands still.
create or replace function case_is_held(in_case bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
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
