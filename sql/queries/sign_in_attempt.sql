-- Counts an attempt as a failure before the password is looked at, so that many at once are counted too; affects no
-- row while the name has to wait: from the fifth failure on half a minute, and twice as long each time.
insert into sign_in_failure as f (name_hash, failures, last_at) values ($1, 1, $2)
on conflict (name_hash) do update
set failures = case when f.last_at < excluded.last_at - interval '1 day' then 1 else f.failures + 1 end,
    last_at = excluded.last_at
where f.failures < 5 or f.last_at + interval '30 seconds' * power(2, least(f.failures - 5, 5)) <= excluded.last_at
