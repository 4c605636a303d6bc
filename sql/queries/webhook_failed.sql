update webhook_subscription
set failures = failures + 1, failing_since = coalesce(failing_since, $2), hold_until = $3
where subscription_id = $1
returning failures, failing_since
