-- What was known of the windows of a build, and when.
select v.kind, v.window_from, v.window_to, v.version, v.known_at, v.superseded_at, v.reason, v.code_version, v.excluded,
    v.figures
from build b
join window_version v on v.build_id = b.build_id
where b.code = $1
order by v.window_to, v.window_from, v.kind, v.version
