-- After a restore from a backup: cursors given out before are answered 410 from now on. Only the owner may.
create or replace function feed_new_epoch()
returns text
language sql set search_path = public, pg_temp as $$
    update feed_state set epoch = left(gen_random_uuid()::text, 8) returning epoch
$$;
