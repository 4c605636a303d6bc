select (state ->> 'day')::date as day, state ->> 'name' as name, state ->> 'kind' as kind
from (
    select distinct on (entity_key) entity_key, state
    from registry_version
    where entity = 'holiday' and known_at <= $1
    order by entity_key, version desc
) v
where state <> '{"removed": true}'
order by entity_key
