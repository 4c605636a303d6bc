select t.token_id, t.role, t.supplier_number, t.label
from web_session s
join api_token t on t.token_id = s.token_id
where s.session_hash = $1 and s.expires_at > $2 and t.revoked_at is null
    and (t.expires_at is null or t.expires_at > $2)
