update sign_in_link l set used_at = $2
from api_token t
left join person p on p.person_id = t.person_id
where l.link_hash = $1 and l.used_at is null and l.expires_at > $2 and t.token_id = l.token_id
    and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
returning t.token_id, t.role, t.supplier_number, t.label, t.programmes, t.regions, t.networks::text[], t.person_id,
    p.shown_name, t.expires_at, t.requests_a_minute
