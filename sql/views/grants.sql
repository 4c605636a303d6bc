-- Who reads the contract: the role afterbuild_api sees these views and nothing else of the database.
do $$
declare
    reader text;
begin
    foreach reader in array array['afterbuild_api', 'afterbuild_read', 'afterbuild_app'] loop
        if exists (select from pg_roles where rolname = reader) then
            execute format('grant usage on schema api to %I', reader);
            execute format('grant select on all tables in schema api to %I', reader);
            -- Views that the current role makes later.
            execute format('alter default privileges in schema api grant select on tables to %I', reader);
        end if;
    end loop;
end
$$;
