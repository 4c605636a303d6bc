-- Refuses a state that opens a window without saying for whom and until when, or with too short a one.
create or replace function case_window_check(step case_step, today date) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    least_days integer;
begin
    least_days := case step.state
        when 'explanation_requested' then (select c.answer_days from review_case c where c.case_id = step.case_id)
        when 'improvement' then 1
        when 'site_visit_notified' then 7
        when 'prior_notice' then 10
        when 'decision_notice' then 30
    end;
    if least_days is null then
        if num_nonnulls(step.addressees, step.days, step.due_on) > 0 then
            raise exception '% opens no window; expected neither addressees nor days', step.state
                using errcode = 'AB009';
        end if;
        return;
    end if;
    if step.addressees is null or cardinality(step.addressees) = 0 then
        raise exception '% is for nobody; expected adopter, supplier or both', step.state using errcode = 'AB010';
    end if;
    if step.days is null or step.days < least_days then
        raise exception '% gives % days; expected at least %', step.state, step.days, least_days
            using errcode = 'AB011';
    end if;
    if step.due_on is null or step.due_on < case_due(today, step.days, case_holds(step.case_id, today)) then
        raise exception 'the announced day % is too early', step.due_on
            using errcode = 'AB012', detail = case_due(today, step.days, case_holds(step.case_id, today))::text;
    end if;
end
$$;
