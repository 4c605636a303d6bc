update outage set superseded_at = greatest($4::timestamptz, known_at), withdrawn_by = $3, withdrawal_reason = $2
where outage_id = $1 and cause = 'declared' and superseded_at is null
