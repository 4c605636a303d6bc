select t.token_id, t.role, t.supplier_number, t.label, t.programmes, t.regions, t.networks::text[], t.person_id,
    p.shown_name, t.expires_at, t.requests_a_minute
from web_session s
join api_token t on t.token_id = s.token_id
left join person p on p.person_id = t.person_id
where s.session_hash = $1 and s.expires_at > $2 and t.revoked_at is null
    and (t.expires_at is null or t.expires_at > $2)
