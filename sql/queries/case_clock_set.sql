-- Only the owner of the tables may.
update case_clock set is_free = $1 where is_free <> $1 returning is_free
