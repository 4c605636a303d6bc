select exists (select from local_account where disabled_at is null) as has_any
