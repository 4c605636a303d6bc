insert into key (build_id, key_hash, hint, origin, issued_at)
select b.build_id, f.key_hash, f.hint, 'imported', $4
from unnest($1::text[], $2::bytea[], $3::text[]) as f (build_code, key_hash, hint)
join build b on b.code = f.build_code
on conflict (key_hash) do nothing
returning key_id
