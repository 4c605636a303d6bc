-- The last day of the 집중AS phase as the registry has it: the day it names, or as many months after completion as the
-- programme says. Changes of period move it: see `period_changes`.
create or replace function as_phase_end(as_to date, completed_on date, as_months integer) returns date
language sql immutable as $$
    select coalesce($1, ($2 + make_interval(months => $3))::date)
$$;
