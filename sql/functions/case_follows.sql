-- Whether a case in one state may go to another at all; a case without a state (null) is opened.
create or replace function case_follows(from_state text, to_state text) returns boolean
language plpgsql immutable set search_path = public, pg_temp as $$
begin
    return to_state = any (case coalesce(from_state, '')
        when '' then array['observation', 'signal']
        when 'observation' then array['signal', 'closed']
        when 'signal' then array['quality_check', 'closed']
        when 'quality_check' then array['explanation_requested', 'site_visit_notified', 'closed']
        when 'explanation_requested' then array['explanation_requested', 'quality_check', 'improvement',
            'site_visit_notified', 'closed']
        when 'improvement' then array['improvement', 'quality_check', 'explanation_requested',
            'site_visit_notified', 'closed']
        when 'site_visit_notified' then array['site_visit_notified', 'site_visit', 'closed']
        when 'site_visit' then array['referral', 'quality_check', 'explanation_requested', 'improvement',
            'site_visit_notified', 'closed']
        when 'referral' then array['prior_notice', 'closed']
        when 'prior_notice' then array['prior_notice', 'opinion_review', 'closed']
        when 'opinion_review' then array['prior_notice', 'decision', 'closed']
        when 'decision' then array['decision_notice', 'closed']
        when 'decision_notice' then array['decision_notice', 'objection', 'appeal', 'payment', 'dunning', 'closed']
        when 'objection' then array['decision', 'appeal', 'payment', 'dunning', 'closed']
        when 'appeal' then array['decision', 'payment', 'dunning', 'closed']
        when 'payment' then array['objection', 'appeal', 'ministry_report', 'closed']
        when 'dunning' then array['objection', 'appeal', 'payment', 'enforced_collection', 'closed']
        when 'enforced_collection' then array['appeal', 'payment', 'ministry_report', 'closed']
        when 'ministry_report' then array['closed']
        else '{}'
    end);
end
$$;
