insert into window_touch (build_id, from_day, cause, detail) values (null, '1970-01-01', $1, $2)
