-- Counts every change of holidays, outages and policies, so that a calendar kept in memory is known to be old. Only
-- this
-- trigger writes the number.
create or replace function calendar_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update calendar_revision set revision = revision + 1;
    return null;
end
$$;
create or replace trigger calendar_changed after insert or update or delete on holiday
    for each row execute function calendar_changed();
create or replace trigger calendar_changed after insert or update or delete on outage
    for each row execute function calendar_changed();
-- Policies define which receipts are late.
create or replace trigger calendar_changed after insert on policy_activation
    for each row execute function calendar_changed();
