select f.*
from build_facts($1::date) f
where ($2::text is null or f.code = $2)
    and f.build_id > $3
order by f.build_id
limit $4
