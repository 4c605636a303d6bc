-- $1: only the site of this build. $2: as they were known then; null: as they are known.
select s.suspension_id, c.number || '-' || t.serial as site, c.name as company_name,
    (select string_agg(b.code, ', ' order by b.code) from build b where b.site_id = s.site_id) as builds,
    s.began_on, s.ended_on, s.document, encode(s.document_sha256, 'hex') as document_sha256, s.recorded_by, s.known_at, w.known_at as withdrawn_at,
    w.recorded_by as withdrawn_by, w.reason as withdrawal_reason
from suspension s
join site t on t.site_id = s.site_id
join company c on c.company_id = t.company_id
left join suspension_withdrawal w on w.suspension_id = s.suspension_id and ($2::timestamptz is null or w.known_at <= $2)
where ($1::text is null or s.site_id = (select b.site_id from build b where b.code = $1))
    and ($2 is null or s.known_at <= $2)
order by s.began_on, s.suspension_id
