delete from window_touch where build_id between $1 and $2 returning build_id, from_day, cause, detail, touch_id
