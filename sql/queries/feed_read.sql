-- A stretch of the feed as one asker may see it. A build belongs to the supplier whose contract holds on the day of the
-- change, the newest of several as build_facts has it; what is of no build, or of all, is not bound to any.
select e.seq, e.sequenced_at, e.recorded_at, e.kind, e.build_id, b.code, e.subject_id, e.body
from feed_entry e
left join build b on b.build_id = e.build_id
left join project p on p.project_id = b.project_id
left join site t on t.site_id = b.site_id
where e.seq > $1 and e.seq <= $2
    and e.kind = any ($3::text[])
    and ($4::text[] is null or b.code = any ($4))
    and (e.build_id is null
        or ($5::text[] is null or p.programme_code = any ($5))
            and ($6::text[] is null or t.region_code = any ($6))
            and ($7::text is null or $7 = (
                select c.number
                from party y
                join company c on c.company_id = y.company_id
                where y.project_id = p.project_id and y.role = 'supplier'
                    and y.valid_from <= (e.recorded_at at time zone 'Asia/Seoul')::date
                    and (y.valid_to is null or y.valid_to >= (e.recorded_at at time zone 'Asia/Seoul')::date)
                order by y.valid_from desc, y.valid_to desc nulls first, y.company_id
                limit 1)))
order by e.seq
limit $8
