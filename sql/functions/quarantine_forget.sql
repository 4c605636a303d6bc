-- Forgets the raw bytes of quarantined records that arrived before a day, and nothing else; returns of how many.
--
-- Runs with the owner's rights: the application's role may not change quarantine.
create or replace function quarantine_forget(before date, moment timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    -- What came before the last call was forgotten then, but for records that were late on the spool.
    since constant date := coalesce((select max(f.before_day) - 31 from quarantine_forgetting f), '-infinity');
    forgotten bigint;
begin
    update quarantine q set sealed = ''
    where q.arrival_day >= since and q.arrival_day < before and q.sealed <> '';
    get diagnostics forgotten = row_count;
    if forgotten > 0 then
        insert into quarantine_forgetting (before_day, forgotten_at, records) values (before, moment, forgotten)
        on conflict do nothing;
    end if;
    return forgotten;
end
$$;
revoke execute on function quarantine_forget(date, timestamptz) from public;
do $$ begin
    if exists (select from pg_roles where rolname = 'afterbuild_app') then
        grant execute on function quarantine_forget(date, timestamptz) to afterbuild_app;
    end if;
end $$;
