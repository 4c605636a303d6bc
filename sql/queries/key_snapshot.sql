select k.key_id, k.build_id, k.key_hash, b.collect_from, b.collect_to, k.expires_at
from key k
join build b on b.build_id = k.build_id
where k.revoked_at is null
