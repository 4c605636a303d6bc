-- No row where this interval is declared already.
insert into outage (began_at, ended_at, cause, detail, declared_by, known_at)
values ($1, $2, 'declared', $3, $4, $5)
on conflict (began_at, ended_at, (cause = 'declared')) where superseded_at is null do nothing
returning outage_id
