-- Log-ins and log-outs of one person on one day: what a client sends in pairs shows whether its feed is whole.

alter table build_day
    add column log_in_users integer not null default 0,
    add column log_in_pairs integer not null default 0;

comment on column build_day.log_in_users is 'pseudonyms with a plausible DO6001 on this day';
comment on column build_day.log_in_pairs is 'those of them with a plausible DO6002 on the same day';

-- It has two more columns now, and is made anew after this.
drop function if exists build_day_figures(bigint[], date[], date[], date[]);

-- Receipts note what they touch in touched_batch by now: only the aggregation writes here, and a long list must not be
-- read from its start for every step.
create index touched_day_by_day on touched_day (build_id, day);

-- Days with a log-in are computed again and get a version that says so; of the others 0 is right.
insert into touched_day (build_id, day, arrival_day)
select b.build_id, b.day, a.arrival_day
from build_day b
cross join unnest(b.arrival_days) as a (arrival_day)
where b.superseded_at is null and b.actions[1] > 0
on conflict do nothing;
