-- Builds with greater ids than $2 whose packed days are missing, stale or old on $1. Old ones are spread over a week.
select b.build_id
from build b
join project p on p.project_id = b.project_id
left join phase_usage u on u.build_id = b.build_id
where b.build_id > $2 and p.completed_on < $1::date and (b.collect_to is null or b.collect_to >= $1)
    and (p.final_evaluated_on is null or p.final_evaluated_on >= $1 or p.as_to >= $1)
    and (u.build_id is null or u.is_stale or u.through < $1 - (2 + b.build_id % 7)::integer)
order by b.build_id
limit $3
