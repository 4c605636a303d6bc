select count(*) as closed, count(*) filter (where reason = any ($1::text[])) as innocent,
    count(*) filter (where reason = any ($2::text[])) as confirmed
from case_step
where kind = 'entered' and state = 'closed'
