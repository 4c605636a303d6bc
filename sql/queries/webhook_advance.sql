-- No effect where another plan moved the position meanwhile.
update webhook_subscription set feed_position = $3 where subscription_id = $1 and feed_position = $2
