-- Refuses to enter a state whose conditions are not met. The graph is case_follows; entry is how the case came into
-- the state that it is in.
create or replace function case_entry_check(step case_step, entry case_step) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    today constant date := (step.at at time zone 'Asia/Seoul')::date;
    notice case_step;
begin
    if case_follows(entry.state, step.state) is not true then
        if entry.ordinal is null then
            raise exception 'the case is not open yet; expected observation or signal as its first step'
                using errcode = 'AB001';
        end if;
        raise exception '% cannot follow %', step.state, entry.state using errcode = 'AB008';
    end if;
    perform case_window_check(step, today);
    if (step.reason is not null) <> (step.state = 'closed') then
        raise exception 'closing, and nothing else, has a reason code' using errcode = 'AB014';
    end if;
    if step.state in ('referral', 'prior_notice', 'decision', 'decision_notice', 'dunning', 'enforced_collection')
        and case_is_held(step.case_id)
    then
        raise exception '% while the agency holds the case; expected the end of the hold first', step.state
            using errcode = 'AB023';
    end if;
    case step.state
        when 'signal' then
            if not exists (select from case_signal g where g.case_id = step.case_id) then
                raise exception 'the case names no signal; expected at least one' using errcode = 'AB039';
            end if;
        when 'explanation_requested' then
            if case_finding(step.case_id, 'quality_check') is null then
                raise exception 'no explanation is asked for before the quality of the data is judged; expected the '
                    'finding sound or unsound' using errcode = 'AB015';
            end if;
        when 'site_visit' then
            perform case_must_be_over(step.case_id, 'site_visit_notified', today, null, 'AB022',
                'the site visit is too early; expected seven full days after its notice');
        when 'referral' then
            perform case_referral_check(step, today);
        when 'decision' then
            perform case_must_be_over(step.case_id, 'prior_notice', today, 'reply', 'AB029',
                'nobody decides while an opinion may still come; expected it, or the end of its window');
            if cardinality(coalesce(step.document_hashes, '{}')) = 0 then
                raise exception 'the decision is a person''s and is only recorded; expected its document'
                    using errcode = 'AB013';
            end if;
        when 'objection' then
            select * into notice from case_step s
            where s.case_id = step.case_id and s.kind = 'entered' and s.state = 'decision_notice'
            order by s.ordinal desc limit 1;
            if today > case_due((notice.at at time zone 'Asia/Seoul')::date, 30, case_holds(step.case_id, today)) then
                raise exception 'the objection is late; expected it within 30 days of the notice'
                    using errcode = 'AB030';
            end if;
        when 'dunning' then
            perform case_must_be_over(step.case_id, 'decision_notice', today, null, 'AB031',
                'nobody is dunned before the day of payment has passed');
        when 'closed' then
            perform case_closing_check(step, entry);
        else null;
    end case;
    if step.state = 'referral' or step.state = 'closed' and step.reason in ('false_alarm', 'explained') then
        perform case_four_eyes_check(step, entry);
    end if;
end
$$;
