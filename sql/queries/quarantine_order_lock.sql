select order_id from quarantine_order where order_id = $1 for update
