-- The days on which the agency held a case; a hold that goes on lasts until today.
create or replace function case_holds(in_case bigint, today date) returns daterange[]
language plpgsql stable set search_path = public, pg_temp as $$
begin
    return (
        select coalesce(array_agg(daterange((b.at at time zone 'Asia/Seoul')::date,
            coalesce((e.at at time zone 'Asia/Seoul')::date, today), '[]') order by b.ordinal), '{}')
        from case_step b
        left join lateral (
            select n.at
            from case_step n
            where n.case_id = b.case_id and n.kind = 'hold_ended' and n.ordinal > b.ordinal
            order by n.ordinal
            limit 1
        ) e on true
        where b.case_id = in_case and b.kind = 'hold_begun'
    );
end
$$;
