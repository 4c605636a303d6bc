-- The last day of each pseudonym among the days of one build that its status needs, until the day before $1.
select u.user_epoch, max(u.day) as last_day
from status_reach($1::date, $2::bigint) r
join build_day_user u on u.build_id = r.build_id and u.day >= r.from_day and u.day < $1
group by u.user_epoch, u.user_hash
