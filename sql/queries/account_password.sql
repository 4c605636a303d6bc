update local_account set verifier = $2, must_change = $3, changed_at = $4 where name = $1 and disabled_at is null
