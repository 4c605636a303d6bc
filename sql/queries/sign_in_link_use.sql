update sign_in_link l set used_at = $2
from api_token t
where l.link_hash = $1 and l.used_at is null and l.expires_at > $2 and t.token_id = l.token_id
    and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
returning t.token_id, t.role, t.supplier_number, t.label
