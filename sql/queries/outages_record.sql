select outage_id, began_at, ended_at, cause, detail, known_at, superseded_at, declared_by,
    null::timestamptz as withdrawn_at, withdrawn_by, withdrawal_reason
from outages_record($1)
