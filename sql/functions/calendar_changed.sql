-- Tells those who keep a calendar in memory that holidays or outages are others now. Nobody else writes the number.
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
