insert into window_sweep (day, done_at, definitions) values ($1, $2, $3)
