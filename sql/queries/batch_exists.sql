select exists (select from batch where batch_id = $1)
