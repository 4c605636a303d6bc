-- Refuses what two persons must want before both did, since the case came into its state.
create or replace function case_four_eyes_check(step case_step, entry case_step) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    proposal case_step;
begin
    select * into proposal from case_step s
    where s.case_id = step.case_id and s.kind = 'proposal' and s.ordinal > entry.ordinal
    order by s.ordinal desc limit 1;
    if (proposal.state, proposal.reason) is distinct from (step.state, step.reason) then
        raise exception '% was not proposed; expected a proposal, and the approval of another person', step.state
            using errcode = 'AB024';
    end if;
    if not exists (
        select from case_step a
        where a.case_id = step.case_id and a.kind = 'approval' and a.ordinal > proposal.ordinal
    ) then
        raise exception '% is proposed and not approved; expected the approval of another person', step.state
            using errcode = 'AB025';
    end if;
end
$$;
