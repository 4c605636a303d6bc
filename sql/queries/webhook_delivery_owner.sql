select d.subscription_id
from webhook_delivery d
join webhook_subscription s using (subscription_id)
where d.delivery_id = $1 and s.deleted_at is null
