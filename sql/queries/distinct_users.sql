select w.ordinal::integer, u.user_epoch, count(distinct u.user_hash)::integer as users
from unnest($1::bigint[], $2::date[], $3::date[]) with ordinality as w (build_id, first_day, last_day, ordinal)
join build_day_user u on u.build_id = w.build_id and u.day between w.first_day and w.last_day
    and ($4::timestamptz is null or u.known_at <= $4)
group by w.ordinal, u.user_epoch
order by 1, 2
