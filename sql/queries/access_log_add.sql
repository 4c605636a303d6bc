insert into access_log (at, token_id, person_id, role, label, address, builds, case_id, task, detail, purpose, status)
select at, token_id, person_id, role, label, address, builds::bigint[], case_id, task, detail, purpose, status
from unnest($1::timestamptz[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::inet[], $7::text[],
    $8::bigint[], $9::text[], $10::jsonb[], $11::text[], $12::integer[])
    as e (at, token_id, person_id, role, label, address, builds, case_id, task, detail, purpose, status)
