-- One subscription ($2), those of a token ($1), or all; without secrets (webhook_secrets).
select s.subscription_id, s.token_id, s.url, s.description, to_json(s.events) as events, to_json(s.programmes) as programmes,
    to_json(s.builds) as builds, to_json(s.regions) as regions, s.feed_position, s.created_at, s.created_by, s.changed_at, s.paused_at,
    s.disabled_at, s.disabled_reason, s.failures, s.failing_since, s.hold_until, s.old_secret_until,
    (select count(*) from webhook_delivery d where d.subscription_id = s.subscription_id and d.state = 'waiting') as waiting,
    (select f.epoch from feed_state f) as epoch
from webhook_subscription s
where s.deleted_at is null and ($1::bigint is null or s.token_id = $1)
    and ($2::bigint is null or s.subscription_id = $2)
order by s.subscription_id
