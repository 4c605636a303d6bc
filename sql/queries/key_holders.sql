select b.code, f.ordinal::integer, k.revoked_at, k.expires_at, k.existed_from
from unnest($1::bytea[]) with ordinality as f (key_hash, ordinal)
join key k on k.key_hash = f.key_hash
join build b on b.build_id = k.build_id
