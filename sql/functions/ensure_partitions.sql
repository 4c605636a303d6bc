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
            if to_regclass(child) is null then
                execute format('create table %I partition of %I for values from (%L) to (%L)',
                    child, parent, arrival_day, arrival_day + 1);
            end if;
        end if;
    end loop;
end
$$;
