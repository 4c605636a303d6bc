-- Refuses a proposal of what one person may do, and an approval that is no second pair of eyes.
create or replace function case_approval_check(step case_step, entry case_step) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    proposal case_step;
begin
    if step.kind = 'proposal' then
        if (step.state = 'referral' and step.reason is null
            or step.state = 'closed' and step.reason in ('false_alarm', 'explained')) is not true
        then
            raise exception 'one person may do that alone; expected referral, or closed as false_alarm or explained'
                using errcode = 'AB041';
        end if;
        return;
    end if;
    if step.role <> 'approver' then
        raise exception 'role % cannot approve; expected approver', step.role using errcode = 'AB027';
    end if;
    select * into proposal from case_step s
    where s.case_id = step.case_id and s.kind = 'proposal' and s.ordinal > entry.ordinal
    order by s.ordinal desc limit 1;
    if proposal.ordinal is null or (proposal.state, proposal.reason) is distinct from (step.state, step.reason)
        or exists (
            select from case_step a
            where a.case_id = step.case_id and a.kind = 'approval' and a.ordinal > proposal.ordinal
        )
    then
        raise exception 'there is no such proposal that waits for approval' using errcode = 'AB028';
    end if;
    -- A person that got another role or another name is still the one who proposed.
    if proposal.token_id = step.token_id or proposal.actor = step.actor
        or exists (
            select from api_token p
            join api_token t on t.person_id = p.person_id
            where p.token_id = proposal.token_id and t.token_id = step.token_id
        )
    then
        raise exception '% proposed it; expected the approval of another person', step.actor using errcode = 'AB026';
    end if;
end
$$;
