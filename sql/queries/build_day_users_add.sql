insert into build_day_user (build_id, day, user_epoch, user_hash, known_at)
select distinct r.build_id, r.occurred_day, r.user_epoch, r.user_hash, $5::timestamptz
from unnest($1::bigint[], $2::date[], $3::date[]) as s (build_id, day, arrival_day)
join receipt r on r.build_id = s.build_id and r.arrival_day = s.arrival_day and r.occurred_day = s.day
where r.arrival_day = any ($4::date[]) and r.user_hash is not null and not r.implausible
order by 1, 2, 3, 4
on conflict do nothing
