-- The 집중AS phases of one build as they are kept.
select v.window_from, v.window_to, v.excluded, v.figures
from build b
join window_version v on v.build_id = b.build_id and v.kind = 'intensive_as' and v.superseded_at is null
where b.code = $1
