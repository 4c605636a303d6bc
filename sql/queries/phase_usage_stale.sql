-- Build days changed that packed days hold.
update phase_usage p set is_stale = true
from unnest($1::bigint[], $2::date[]) as t (build_id, day)
where p.build_id = t.build_id and t.day < p.through and not p.is_stale
