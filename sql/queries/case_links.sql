select l.link_id, l.ordinal, l.party, f.name as company_name, l.issued_at, l.expires_at,
    (select count(*) from case_step u where u.case_id = l.case_id and u.link_id = l.link_id) as replies
from case_reply_link l
join company f on f.number = l.company_number
where l.case_id = $1
order by l.link_id
