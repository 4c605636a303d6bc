select f.*
from build_facts($1::date) f
where f.build_id = any ($2::bigint[])
order by f.build_id
