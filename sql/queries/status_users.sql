-- The last day of each pseudonym among some days of one build.
select user_epoch, max(day)
from build_day_user
where build_id = $1::bigint and day between $2::date and $3::date
group by user_epoch, user_hash
