insert into suspension (site_id, began_on, ended_on, document, document_sha256, recorded_by, known_at)
select b.site_id, $2, $3, $4, $5, $6, $7
from build b
where b.code = $1
returning suspension_id
