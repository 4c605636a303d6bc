update webhook_subscription set disabled_at = $2, disabled_reason = $3, changed_at = $2
where subscription_id = $1 and deleted_at is null and disabled_at is null
