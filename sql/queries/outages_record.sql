select outage_id, began_at, ended_at, cause, detail, known_at, superseded_at from outages_record($1)
