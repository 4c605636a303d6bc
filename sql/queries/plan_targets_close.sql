update plan_target t set superseded_at = greatest($4::timestamptz, t.known_at)
from unnest($1::bigint[], $2::text[], $3::text[]) as g (project_id, class, name)
where t.project_id = g.project_id and t.class = g.class and t.name = g.name and t.superseded_at is null
