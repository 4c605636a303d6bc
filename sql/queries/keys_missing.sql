-- Builds that never had a key, were completed at least $2 days before $1, and are not past their collection window: $3 of
-- them, those completed first standing first, each with the number of all.
select b.build_id, b.code, a.name, p.completed_on, count(*) over ()
from build b
join project p on p.project_id = b.project_id
join site t on t.site_id = b.site_id
join company a on a.company_id = t.company_id
where p.completed_on < $1::date and p.completed_on <= $1 - $2::integer and (b.collect_to is null or b.collect_to >= $1)
    and not exists (select from key k where k.build_id = b.build_id)
order by p.completed_on, b.build_id
limit $3
