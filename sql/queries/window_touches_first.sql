select min(build_id) as build_id from window_touch where build_id is not null
