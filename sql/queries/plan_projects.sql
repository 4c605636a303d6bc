select project_id, code from project where code = any ($1::text[])
