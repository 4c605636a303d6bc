-- The days that the status of a build on a day is computed from: all from from_day on, which holds the quarter, 28 days
-- with those before them, and the 집중AS phase while it lasts; and eight weeks from start_from on, where the build's own
-- start lies before them. A phase that declared changes move may begin earlier: the caller must check it.
--
-- Without settings of its own, so that PostgreSQL writes it out in the query.
create or replace function status_reach(on_day date, of_build bigint) returns table (
    build_id bigint, from_day date, start_from date, has_shifts boolean)
language sql stable as $$
    select b.build_id,
        least(
            on_day - 56, date_trunc('quarter', on_day)::date,
            case when on_day <= as_phase_end(p.as_to, p.completed_on, g.as_months)
                then p.completed_on + 1 end
        ),
        greatest(
            p.completed_on + 1, build_collecting_from(b.build_id, b.collect_from, p.completed_on, null),
            (
                select d.day
                from build_day d
                where d.build_id = b.build_id and d.superseded_at is null and d.receipts > d.implausible
                order by d.day
                limit 1
            )
        ),
        t.shifts like '%교대%'
    from build b
    join project p on p.project_id = b.project_id
    join programme g on g.code = p.programme_code
    join site t on t.site_id = b.site_id
    where b.build_id = of_build
$$;
