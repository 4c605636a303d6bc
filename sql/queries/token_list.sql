select t.token_id, t.role, t.label, t.supplier_number, t.programmes, t.regions, t.networks::text[],
    p.shown_name, t.requests_a_minute, t.issued_at, t.expires_at, t.revoked_at, u.last_used_at, u.address_class
from api_token t
left join person p on p.person_id = t.person_id
left join token_use u on u.token_id = t.token_id
where $1::boolean or t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
order by t.token_id
