-- The access of a token by its number, for callers without the secret: planned web hooks and running streams.
select t.token_id, t.role, t.supplier_number, t.label, t.programmes, t.regions, t.networks::text[], t.person_id,
    p.shown_name, t.expires_at, t.requests_a_minute
from api_token t
left join person p on p.person_id = t.person_id
where t.token_id = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
