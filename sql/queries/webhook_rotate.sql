update webhook_subscription
set old_secret = secret, old_secret_until = $3, secret = $2, changed_at = $4
where subscription_id = $1 and deleted_at is null
