select distinct build_id
from window_touch
where build_id = any ($1::bigint[]) or build_id is null
