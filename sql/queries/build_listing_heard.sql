-- Notes that builds $1 showed life on days $2, where that is later than what is known. In the order of the ids, as
-- build_listing_keep does it: two that write the same lines wait for each other, and not both for both.
with heard as (
    select l.build_id, h.day
    from (
        select t.build_id, max(t.day) as day
        from unnest($1::bigint[], $2::date[]) t (build_id, day)
        group by t.build_id
    ) h
    join build_listing l on l.build_id = h.build_id
    where l.last_sign is null or l.last_sign < h.day
    order by l.build_id
    for update of l
)
update build_listing l
set last_sign = h.day,
    silent_since = case when l.silent_since = 'infinity' then l.silent_since else greatest(l.silent_since, h.day + 1) end
from heard h
where l.build_id = h.build_id
