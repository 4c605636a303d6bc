-- Forgets entries of the access log older than so many days, at least a year of them; returns of how many.
--
-- Runs with the owner's rights: the application's role may not change the log. A moment to come counts as now.
create or replace function access_log_forget(keep_days integer, moment timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    edge constant timestamptz := access_log_forgets_before(keep_days, moment);
    forgotten bigint;
begin
    if keep_days is null or keep_days < 365 then
        raise exception 'the access log is kept for % days; expected 365 at least', keep_days using errcode = '22023';
    end if;
    delete from access_log where at < edge;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;
revoke execute on function access_log_forget(integer, timestamptz) from public;
do $$ begin
    if exists (select from pg_roles where rolname = 'afterbuild_app') then
        grant execute on function access_log_forget(integer, timestamptz) to afterbuild_app;
    end if;
end $$;
