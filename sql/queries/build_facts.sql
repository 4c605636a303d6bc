select f.*
from build_facts($1::date) f
where ($2::text is null or f.code = $2)
    and ($3::text is null or f.supplier_number = $3)
    and f.build_id > $4
order by f.build_id
limit $5
