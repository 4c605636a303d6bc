select build_id, code from build where build_id = any ($1::bigint[])
