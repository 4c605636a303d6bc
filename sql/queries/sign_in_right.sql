delete from sign_in_failure where name_hash = $1 or last_at < $2::timestamptz - interval '2 days'
