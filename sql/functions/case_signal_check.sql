-- Refuses a signal of another build, one that another open case is about, and one for a closed case.
create or replace function case_signal_check() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    -- An older snapshot would not see what another session wrote before it gave the lock back.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'steps of cases are written in read committed transactions, not in %',
            current_setting('transaction_isolation') using errcode = 'AB046';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case', new.case_id));
    perform pg_advisory_xact_lock(hashtextextended('afterbuild.case_signal', new.signal_id));
    if not exists (
        select from review_case c
        join signal g on g.build_id = c.build_id
        where c.case_id = new.case_id and g.signal_id = new.signal_id
    ) then
        raise exception 'signal % is not of the build of case %', new.signal_id, new.case_id using errcode = 'AB043';
    end if;
    if case_was_in(new.case_id, 'closed') then
        raise exception 'the case is closed; expected a note or another case' using errcode = 'AB007';
    end if;
    if exists (
        select from case_signal o where o.signal_id = new.signal_id and not case_was_in(o.case_id, 'closed')
    ) then
        raise exception 'signal % is in an open case already', new.signal_id using errcode = 'AB044';
    end if;
    return new;
end
$$;

create or replace trigger case_signal_check before insert on case_signal
    for each row execute function case_signal_check();
