insert into case_signal (case_id, signal_id) select $1, unnest($2::bigint[])
