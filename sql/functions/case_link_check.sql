-- Refuses a link for a party that the step does not ask, or for a company that is not that party.
create or replace function case_link_check() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    -- An older snapshot would not see what another session wrote before it gave the lock back.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'steps of cases are written in read committed transactions, not in %',
            current_setting('transaction_isolation') using errcode = 'AB046';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case', new.case_id));
    if case_clock_allows(new.issued_at) is not true then
        raise exception 'the link is of another time; expected one within five minutes of the clock of the database'
            using errcode = 'AB004';
    end if;
    if case_was_in(new.case_id, 'closed') then
        raise exception 'the case is closed; expected a note or another case' using errcode = 'AB007';
    end if;
    if not exists (
        select from case_step s
        where s.case_id = new.case_id and s.ordinal = new.ordinal and new.party = any (s.addressees)
    ) or not case_party_is(new.case_id, new.party, new.company_number,
        (new.issued_at at time zone 'Asia/Seoul')::date)
    then
        raise exception 'step % does not ask company % as %; expected a step that asks this party', new.ordinal,
            new.company_number, new.party using errcode = 'AB045';
    end if;
    return new;
end
$$;

create or replace trigger case_link_check before insert on case_reply_link
    for each row execute function case_link_check();
