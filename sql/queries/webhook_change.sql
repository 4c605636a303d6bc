update webhook_subscription
set url = $2, description = $3, events = $4::text[], programmes = $5::text[], builds = $6::text[],
    regions = $7::text[], changed_at = $8
where subscription_id = $1 and deleted_at is null
