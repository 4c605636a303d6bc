insert into audit_event (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5::jsonb)
