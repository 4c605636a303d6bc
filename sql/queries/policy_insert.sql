insert into policy (name, version, official, author, approver, effective_from, imported_at, source_yaml)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning policy_id
