select quarantine_claim($1, $2, $3, $4, $5)
