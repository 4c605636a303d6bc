-- How many deliveries wait for a subscription, counted to $2; others who ask wait until this transaction is over.
select (
    select count(*)
    from (select from webhook_delivery d where d.subscription_id = s.subscription_id and d.state = 'waiting' limit $2) w
) as waiting
from webhook_subscription s
where s.subscription_id = $1
for update of s
