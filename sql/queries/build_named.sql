select build_id from build where code = $1
