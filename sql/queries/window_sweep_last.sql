select day, definitions from window_sweep order by sweep_id desc limit 1
