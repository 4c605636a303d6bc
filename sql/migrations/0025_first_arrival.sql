-- When the first record of a build day came: a file that is imported weeks later proves less than a feed.

alter table build_day add column first_arrival date;

comment on column build_day.first_arrival is
    'arrival day of the first plausible receipt that claims the day; null where that is not known, or there is none';

alter table policy add column late_days integer not null default 7 check (late_days between 0 and 60);

comment on column policy.late_days is
    'days after which the first record of a day is late: the day is then left out of the bound that harms';

-- It has one more column now, and is made anew after this.
drop function if exists build_day_figures(bigint[], date[], date[], date[]);

-- Days with late records are computed again; of the others the first record came on the day itself.
insert into touched_day (build_id, day, arrival_day)
select b.build_id, b.day, a.arrival_day
from build_day b
cross join unnest(b.arrival_days) as a (arrival_day)
where b.superseded_at is null and b.late > 0
on conflict do nothing;

-- Packed days hold it as well.
update phase_usage set is_stale = true;
