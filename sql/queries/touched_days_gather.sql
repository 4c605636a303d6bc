with taken as (
    delete from touched_batch
    returning build_ids, days, arrival_days
)
insert into touched_day (build_id, day, arrival_day)
select distinct t.build_id, date '1970-01-01' + t.day, date '1970-01-01' + t.arrival_day
from taken
cross join unnest(taken.build_ids, taken.days, taken.arrival_days) as t (build_id, day, arrival_day)
