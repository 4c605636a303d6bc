update webhook_subscription set deleted_at = $2, changed_at = $2
where subscription_id = $1 and deleted_at is null
