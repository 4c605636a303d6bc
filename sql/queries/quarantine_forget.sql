select quarantine_forget($1, $2)
