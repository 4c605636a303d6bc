select order_id from quarantine_order where done_at is null and due_at <= $1 order by order_id
