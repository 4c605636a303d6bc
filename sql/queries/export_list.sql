-- Exports, newest first. $1 quarter, $2 with smaller ids.
select export_id, quarter, revision, as_of, made_by, files::text
from export
where ($1::text is null or quarter = $1) and ($2::bigint is null or export_id < $2)
order by export_id desc
limit $3
