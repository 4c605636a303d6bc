-- In the order of their last turn the next ones are claimed: the end of this claim is that turn.
update webhook_subscription set claimed_until = $2 where subscription_id = $1 and claimed_until = $3
