-- What was found in the last quality check or site visit of a case; null where nothing was recorded since it began.
create or replace function case_finding(in_case bigint, in_state text) returns text
language plpgsql stable set search_path = public, pg_temp as $$
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
