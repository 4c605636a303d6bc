insert into case_reply_link (link_hash, case_id, ordinal, party, company_number, issued_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning link_id
