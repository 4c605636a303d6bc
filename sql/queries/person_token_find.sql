select t.token_id, t.role, t.supplier_number, t.label, t.programmes, t.regions, t.networks::text[], t.person_id,
    p.shown_name, t.expires_at, t.requests_a_minute
from api_token t
join person p on p.person_id = t.person_id
where t.person_id = $1 and t.role = $2 and t.label = p.shown_name and t.revoked_at is null and t.expires_at is null
order by t.token_id desc
limit 1
