-- Which phase a build is in on a day. Domain decides the same in `PhaseDates`; a test compares the two.
--
-- Without settings of their own, so that PostgreSQL writes these functions out in the query.
create or replace function build_phase(
    on_day date, completed_on date, as_to date, final_evaluated_on date, collect_to date
) returns text
language sql immutable as $$
    select case
        when $2 is null or $1 <= $2 then 'building'
        when $1 > $5 then 'ended'
        when $1 <= $3 then 'intensive_as'
        when $1 > $4 then 'after_care'
        else 'final_evaluation'
    end
$$;

-- The last day of the 집중AS phase of builds with a change of period in force on a day. Of several changes the last to
-- take effect counts, and of several on one day the last recorded.
create or replace function period_changes(on_day date) returns table (build_id bigint, as_to date)
language sql stable as $$
    select distinct on (b.build_id) b.build_id, e.as_to
    from change_event e
    join build b on b.project_id = e.project_id and (e.build_id is null or e.build_id = b.build_id)
    where e.kind = 'period' and e.as_to is not null and e.effective_on <= $1
        and not exists (select from change_withdrawal w where w.change_id = e.change_id)
    order by b.build_id, e.effective_on desc, e.change_id desc
$$;
