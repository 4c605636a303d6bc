-- Builds with greater ids than $2 whose packed days are missing, stale or old on $1. Old ones are spread over a week.
select b.build_id
from fleet($1::date, null, null, null, null, null, null, null, null, null, null, null, null) b
left join phase_usage u on u.build_id = b.build_id
where b.build_id > $2 and b.phase in ('intensive_as', 'final_evaluation')
    and (u.build_id is null or u.is_stale or u.through < $1 - (2 + b.build_id % 7)::integer)
order by b.build_id
limit $3
