-- $2 null: goes on.
update webhook_subscription set paused_at = $2::timestamptz, changed_at = $3
where subscription_id = $1 and deleted_at is null and (paused_at is null) = ($2::timestamptz is not null)
