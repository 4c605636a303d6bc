-- The last day of a period of days that began on a day (행정기본법 §6, 민법 §155 to §161): the first day does not
-- count, nor does a day on which we could not receive or the agency held the case; a last day that is none of these
-- but a Saturday, a Sunday or a public holiday gives way to the next working day.
--
-- The same as Deadline in Swift; a test compares them.
create or replace function case_due(opened date, days integer, holds daterange[] default '{}') returns date
language plpgsql stable set search_path = public, pg_temp as $$
declare
    due date := opened + days;
    stops date[];
    stop date;
begin
    select array_agg(s.day order by s.day) into stops
    from (
        select l.day from case_lost_days(opened) l (day)
        union
        select greatest(lower(h), opened + 1) + n
        from unnest(holds) h
        cross join lateral generate_series(0, upper(h) - 1 - greatest(lower(h), opened + 1)) n
    ) s;
    stops := coalesce(stops, '{}');
    foreach stop in array stops loop
        exit when stop > due;
        due := due + 1;
    end loop;
    while extract(isodow from due) > 5 or due = any (stops)
        -- 근로자의 날 until 2025 is free for workers, and no public holiday.
        or exists (select from holiday h where h.day = due and h.kind <> 'labour_day')
    loop
        due := due + 1;
    end loop;
    return due;
end
$$;
