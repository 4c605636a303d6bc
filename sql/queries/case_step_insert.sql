insert into case_step (case_id, ordinal, at, kind, actor, role, token_id, link_id, state, reason, party, addressees,
    days, due_on, text, document_hashes, document_names)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12::text[], '{}'), $13, $14, $15, $16, $17)
