-- Whoever planned from another position planned something else.
update webhook_subscription set feed_position = $3 where subscription_id = $1 and feed_position = $2
