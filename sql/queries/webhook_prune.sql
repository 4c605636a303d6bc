delete from webhook_delivery where created_at < $1
