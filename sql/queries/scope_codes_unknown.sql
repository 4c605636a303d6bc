-- The given codes that no programme ($1) and no region ($2) has.
select 'programme' as kind, c.code
from unnest($1::text[]) c (code)
where not exists (select from programme p where p.code = c.code)
union all
select 'region', c.code
from unnest($2::text[]) c (code)
where not exists (select from region r where r.code = c.code)
order by 1, 2
