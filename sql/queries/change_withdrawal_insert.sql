insert into change_withdrawal (change_id, reason, recorded_by, known_at) values ($1, $2, $3, $4)
