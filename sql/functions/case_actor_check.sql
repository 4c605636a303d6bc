-- Refuses a step by a person without the right to it: steps need a valid token of an officer or approver with that role
-- and name, replies of firms a valid link.
create or replace function case_actor_check(step case_step) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    today constant date := (step.at at time zone 'Asia/Seoul')::date;
begin
    if step.role in ('adopter', 'supplier') and step.kind = 'reply' then
        if not exists (
            select from case_reply_link l
            where l.link_id = step.link_id and l.case_id = step.case_id and l.party = step.role
                and step.party = step.role and step.at >= l.issued_at and step.at < l.expires_at
                and case_party_is(l.case_id, l.party, l.company_number, today)
        ) then
            raise exception 'the link is not good for this reply; expected one of this case and party that has not '
                'expired, of a company that has that part on this day' using errcode = 'AB038';
        end if;
        return;
    end if;
    if step.role is null or step.role not in ('officer', 'approver') then
        raise exception 'role % cannot step; expected officer or approver', step.role using errcode = 'AB005';
    end if;
    if not exists (
        select from api_token t
        where t.token_id = step.token_id and t.role = step.role and t.label = step.actor
            and (t.revoked_at is null or t.revoked_at > step.at)
            and (t.expires_at is null or t.expires_at > step.at)
    ) then
        raise exception 'the token of % is not good; expected a valid one of role % with that name', step.actor,
            step.role using errcode = 'AB006';
    end if;
end
$$;
