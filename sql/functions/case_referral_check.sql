-- Refuses a referral to the committee without sound data, answers or elapsed windows, and the result of a visit.
create or replace function case_referral_check(step case_step, today date) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    if case_finding(step.case_id, 'quality_check') is distinct from 'sound' then
        raise exception 'the data were not found sound; expected the finding sound of the last quality check'
            using errcode = 'AB016';
    end if;
    if not case_was_in(step.case_id, 'explanation_requested') then
        raise exception 'nobody was asked to explain; expected a request for explanation' using errcode = 'AB017';
    end if;
    perform case_must_be_over(step.case_id, 'explanation_requested', today, 'reply', 'AB018',
        'an explanation may still come; expected the replies of all who were asked, or the end of the window');
    if not case_was_in(step.case_id, 'improvement') then
        raise exception 'no improvement period was offered; expected one' using errcode = 'AB019';
    end if;
    perform case_must_be_over(step.case_id, 'improvement', today, 'declined', 'AB020',
        'the improvement period is running; expected its end, or that it was declined in writing');
    if case_finding(step.case_id, 'site_visit') is null then
        raise exception 'the result of the site visit is not recorded; expected the finding shortfall, in_use or '
            'inconclusive' using errcode = 'AB021';
    end if;
end
$$;
