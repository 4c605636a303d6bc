-- Refuses what changes no state and still does not belong: a reply, a hold, a finding.
create or replace function case_event_check(step case_step, entry case_step) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    case step.kind
        when 'reply' then
            if step.link_id is null and cardinality(coalesce(step.document_hashes, '{}')) = 0 then
                raise exception 'a reply that a firm did not write here itself; expected its document'
                    using errcode = 'AB013';
            end if;
            if step.reason = 'declined' and not exists (
                select from case_step i
                where i.case_id = step.case_id and i.kind = 'entered' and i.state = 'improvement'
                    and step.party = any (i.addressees)
            ) then
                raise exception 'the % was offered no improvement period that it could decline', step.party
                    using errcode = 'AB042';
            end if;
        when 'hold_begun' then
            if case_is_held(step.case_id) then
                raise exception 'the agency holds the case already' using errcode = 'AB032';
            end if;
        when 'hold_ended' then
            if not case_is_held(step.case_id) then
                raise exception 'the agency does not hold the case' using errcode = 'AB033';
            end if;
        when 'finding' then
            if entry.state is distinct from (case
                when step.reason in ('sound', 'unsound') then 'quality_check' else 'site_visit'
            end) then
                raise exception 'nothing of this kind is found in state %; expected sound or unsound in '
                    'quality_check, or shortfall, in_use or inconclusive in site_visit', entry.state
                    using errcode = 'AB034';
            end if;
        else null;
    end case;
end
$$;
