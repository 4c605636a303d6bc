insert into feed_pending (recorded_at, kind, build_id, subject_id, body)
select $1, $2, a.build_id, a.subject_id, a.body
from unnest($3::bigint[], $4::bigint[], $5::jsonb[]) as a (build_id, subject_id, body)
