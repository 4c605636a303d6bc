-- The 집중AS phases of one build as they are kept.
select v.window_from, v.window_to, v.excluded, v.figures
from window_version v
where v.build_id = $1::bigint and v.kind = 'intensive_as' and v.superseded_at is null
