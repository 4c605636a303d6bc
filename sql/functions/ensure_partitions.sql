-- Makes the arrival partitions of one KST day. Safe to call often and by several at once.
-- Runs with the owner's rights: the application's role appends, it does not create.
create or replace function ensure_partitions(arrival_day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    parent text;
    child text;
begin
    foreach parent in array array['receipt', 'quarantine'] loop
        child := format('%s_%s', parent, to_char(arrival_day, 'YYYYMMDD'));
        if to_regclass(child) is null then
            perform pg_advisory_xact_lock(hashtext('afterbuild.partitions'));
            begin
                -- Made apart and then attached: this takes no lock that a running COPY or a long read would hold up.
                execute format('create table %I (like %I including defaults including constraints)', child, parent);
                execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                    parent, child, arrival_day, arrival_day + 1);
            exception when duplicate_table then
                null;  -- made by another while we waited for the lock
            end;
        end if;
    end loop;
end
$$;
revoke execute on function ensure_partitions(date) from public;
