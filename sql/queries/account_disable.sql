update local_account set disabled_at = $2 where name = $1 and disabled_at is null returning person_id
