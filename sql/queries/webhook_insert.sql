insert into webhook_subscription (token_id, url, description, events, programmes, builds, regions, secret,
    feed_position, created_at, changed_at, created_by)
select $1, $2, $3, $4::text[], $5::text[], $6::text[], $7::text[], $8, $9, $10::timestamptz, $10::timestamptz, $11
where (select count(*) from webhook_subscription where token_id = $1 and deleted_at is null) < $12::integer
returning subscription_id
