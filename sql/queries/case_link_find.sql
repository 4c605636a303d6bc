select l.link_id, l.case_id, l.ordinal, b.code as build_code, l.party, l.company_number, f.name as company_name, l.expires_at,
    (select count(*) from case_step u where u.case_id = l.case_id and u.link_id = l.link_id) as replies
from case_reply_link l
join review_case c on c.case_id = l.case_id
join build b on b.build_id = c.build_id
join company f on f.number = l.company_number
where l.link_hash = $1 and l.expires_at > $2 and case_party_is(l.case_id, l.party, l.company_number, $3)
    and not case_was_in(l.case_id, 'closed')
