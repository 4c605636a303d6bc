-- The windows of builds as they are known, from a day of their end on.
select v.build_id, v.kind, v.window_from, v.window_to, v.excluded, v.figures
from unnest($1::bigint[], $2::date[]) as w (build_id, first_end)
join window_version v on v.build_id = w.build_id and v.window_to >= w.first_end and v.superseded_at is null
order by v.build_id, v.window_to, v.window_from, v.kind
