-- Builds that never had a key, were completed at least $2 days before $1, and are not past their collection window: $3 of
-- them, those completed first standing first, each with the number of all.
select l.build_id, l.code as build_code, l.adopter_name, l.completed_on, count(*) over () as missing
from build_listing l
where l.silent_since = 'infinity' and l.completed_on < $1::date and l.completed_on <= $1 - $2::integer
    and (l.collect_to is null or l.collect_to >= $1) and not exists (select from key k where k.build_id = l.build_id)
order by l.completed_on, l.build_id
limit $3
