-- Subscriptions that are behind the feed ($1: its last number), and those whose token ended.
select s.subscription_id, s.token_id, s.url, to_json(s.events) as events, to_json(s.programmes) as programmes, to_json(s.builds) as builds,
    to_json(s.regions) as regions, s.feed_position,
    t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) as is_token_valid
from webhook_subscription s
join api_token t using (token_id)
where s.deleted_at is null and s.disabled_at is null
    and (
        (s.paused_at is null and s.feed_position < $1 and (
            select count(*) from (
                select from webhook_delivery d
                where d.subscription_id = s.subscription_id and d.state = 'waiting' limit $3
            ) waiting
        ) < $3)
        or t.revoked_at is not null or t.expires_at <= $2
    )
order by s.subscription_id
