insert into policy (name, version, official, author, effective_from, change_days, common_cause_builds,
    common_cause_share, common_cause_days, common_cause_silence, imported_at, source_yaml, key_due_days, late_days)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
returning policy_id
