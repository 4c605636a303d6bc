update webhook_subscription
set disabled_at = null, disabled_reason = null, failures = 0, failing_since = null, hold_until = null, changed_at = $2
where subscription_id = $1 and deleted_at is null
