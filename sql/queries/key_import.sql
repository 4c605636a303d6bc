insert into key (build_id, key_hash, hint, origin, issued_at, existed_from)
select b.build_id, f.key_hash, f.hint, 'imported', $4, f.existed_from
from unnest($1::text[], $2::bytea[], $3::text[], $5::date[]) as f (build_code, key_hash, hint, existed_from)
join build b on b.code = f.build_code
on conflict (key_hash) do nothing
returning key_id
