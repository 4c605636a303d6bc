-- Adds a version of every programme and holiday that differs from its latest version.
with present as (
    select 'programme' as entity, g.code as entity_key, to_jsonb(g) as state
    from programme g
    union all
    select 'holiday', to_char(h.day, 'YYYY-MM-DD'), to_jsonb(h)
    from holiday h
),
latest as (
    select distinct on (v.entity, v.entity_key) v.entity, v.entity_key, v.version, v.state
    from registry_version v
    where v.entity in ('programme', 'holiday')
    order by v.entity, v.entity_key, v.version desc
)
insert into registry_version (entity, entity_key, version, known_at, actor, reason, state)
select coalesce(p.entity, l.entity), coalesce(p.entity_key, l.entity_key), coalesce(l.version, 0) + 1, $1, $2, $3,
    coalesce(p.state, '{"removed": true}')
from present p
full join latest l on l.entity = p.entity and l.entity_key = p.entity_key
where l.state is distinct from coalesce(p.state, '{"removed": true}')
