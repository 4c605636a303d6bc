select is_taken, busy_since from job_claim($1, $2, $3, $4)
