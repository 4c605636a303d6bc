with before as (
    select failures from webhook_subscription where subscription_id = $1 for update
)
update webhook_subscription s set failures = 0, failing_since = null, hold_until = null
from before
where s.subscription_id = $1
returning before.failures
