-- With a supplier's number: only cases of the builds that it supplies in which it was asked, and only days that were named
-- to it.
select c.case_id, b.code as build_code, o.at as opened_at, e.state, e.at as entered_at,
    case when $3::text is null or 'supplier' = any (e.addressees) then e.due_on end as due_on,
    e.reason,
    (select count(*) from case_signal g where g.case_id = c.case_id) as signals, c.build_id
from review_case c
join build b on b.build_id = c.build_id
join case_step o on o.case_id = c.case_id and o.ordinal = 1
cross join lateral (
    select s.state, s.at, s.due_on, s.reason, s.addressees
    from case_step s
    where s.case_id = c.case_id and s.kind = 'entered'
    order by s.ordinal desc
    limit 1
) e
where ($1::text is null or b.code = $1)
    and ($2 or e.state <> 'closed')
    and ($3::text is null or (
        case_party_is(c.case_id, 'supplier', $3, $4)
        and exists (
            select from case_step a
            cross join lateral active_supplier(b.project_id, (a.at at time zone 'Asia/Seoul')::date) s
            where a.case_id = c.case_id and 'supplier' = any (a.addressees) and s.number = $3
        )
    ))
    and ($5::bigint is null or c.case_id < $5)
    and ($7::text is null or e.state = $7)
    and ($8::text[] is null or exists (
        select from project j where j.project_id = b.project_id and j.programme_code = any ($8)
    ))
    and ($9::text[] is null or exists (select from site t where t.site_id = b.site_id and t.region_code = any ($9)))
order by c.case_id desc
limit $6
