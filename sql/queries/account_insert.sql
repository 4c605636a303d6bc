insert into local_account (name, person_id, role, verifier, must_change, made_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $6)
on conflict (name) do nothing
