-- Subscriptions with something due, for one sender each; those that failed last come after the others.
with due as (
    select s.subscription_id
    from webhook_subscription s
    join api_token t using (token_id)
    where s.deleted_at is null and s.disabled_at is null and s.paused_at is null
        and (s.hold_until is null or s.hold_until <= $1) and (s.claimed_until is null or s.claimed_until <= $1)
        and t.revoked_at is null and (t.expires_at is null or t.expires_at > $1)
        and (s.failures = 0 or $4::boolean)
        and exists (
            select from webhook_delivery d
            where d.subscription_id = s.subscription_id and d.state = 'waiting' and d.next_attempt_at <= $1)
    order by s.failures > 0, s.claimed_until nulls first, s.subscription_id
    limit $3
    for update of s skip locked
)
update webhook_subscription s set claimed_until = $2
from due where s.subscription_id = due.subscription_id
returning s.subscription_id, s.url, s.failures
