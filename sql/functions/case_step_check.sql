-- Refuses a step that the case's state does not allow: the state machine of CaseHistory in Swift, for writers that do not
-- use it. Every refusal has an SQLSTATE of class AB, which Swift maps; the day that it names is the error's detail.
--
-- It reads the row, the rows before it, the tokens, the calendar and the clock; never the session's user or settings.
create or replace function case_step_check() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
    last case_step;
    entry case_step;
begin
    -- An older snapshot would not see what another session wrote before it gave the lock back.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'steps of cases are written in read committed transactions, not in %',
            current_setting('transaction_isolation') using errcode = 'AB046';
    end if;
    -- One step of a case at a time: whoever waited here sees what the other wrote, and is refused below.
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case', new.case_id));
    select * into last from case_step s where s.case_id = new.case_id order by s.ordinal desc limit 1;
    if new.ordinal is distinct from coalesce(last.ordinal, 0) + 1 then
        raise exception 'step % of case %: expected step %; somebody else was first, look at the case again',
            new.ordinal, new.case_id, coalesce(last.ordinal, 0) + 1 using errcode = 'AB002';
    end if;
    if new.at is null or new.at < last.at then
        raise exception 'the step is earlier than the one before it; expected a time from % on', last.at
            using errcode = 'AB003';
    end if;
    if case_clock_allows(new.at) is not true then
        raise exception 'the step is of another time; expected one within five minutes of the clock of the database'
            using errcode = 'AB004';
    end if;
    perform case_actor_check(new);
    if btrim(coalesce(new.text, '')) = '' then
        raise exception 'the step does not say why; expected a text' using errcode = 'AB040';
    end if;
    select * into entry from case_step s
    where s.case_id = new.case_id and s.kind = 'entered' order by s.ordinal desc limit 1;
    if entry.ordinal is null and new.kind is distinct from 'entered' then
        raise exception 'the case is not open yet; expected observation or signal as its first step'
            using errcode = 'AB001';
    end if;
    if entry.state = 'closed' and new.kind is distinct from 'note' then
        raise exception 'the case is closed; expected a note or another case' using errcode = 'AB007';
    end if;
    case new.kind
        when 'entered' then perform case_entry_check(new, entry);
        when 'proposal', 'approval' then perform case_approval_check(new, entry);
        else perform case_event_check(new, entry);
    end case;
    return new;
end
$$;

create or replace trigger case_step_check before insert on case_step
    for each row execute function case_step_check();
