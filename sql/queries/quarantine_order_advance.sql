update quarantine_order
set due_at = $2, reached_day = $3, reached_batch = $4, reached_ordinal = $5, moved = $6, left_over = $7, done_at = $8
where order_id = $1
