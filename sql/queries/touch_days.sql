insert into touched_batch (build_ids, days, arrival_days) values ($1, $2, $3)
