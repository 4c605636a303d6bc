select count(*), count(*) filter (where reason = any ($1::text[])), count(*) filter (where reason = any ($2::text[]))
from case_step
where kind = 'entered' and state = 'closed'
