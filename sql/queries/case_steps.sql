select ordinal, at, kind, actor, role, token_id, link_id, state, reason, party, array_to_string(addressees, ',') as addressees, days,
    due_on, text, array_to_string(document_hashes, ',') as document_hashes,
    array_to_string(document_names, E'\n') as document_names
from case_step
where case_id = $1
order by ordinal
