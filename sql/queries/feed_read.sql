-- A stretch of the feed as one caller may see it. A build belongs to the supplier that it has on the day of the change;
-- what is of no build, or of all, is not bound to any. A supplier is told nothing of days before its contract: figures of
-- them and what took effect before are left out, and a suspension begins with the contract.
select e.seq, e.sequenced_at, e.recorded_at, e.kind, e.build_id, b.code, e.subject_id,
    case
        when (e.body ->> 'from')::date < s.valid_from then e.body || jsonb_build_object('from', s.valid_from)
        else e.body
    end
from feed_entry e
left join build b on b.build_id = e.build_id
left join project p on p.project_id = b.project_id
left join site t on t.site_id = b.site_id
left join lateral active_supplier(p.project_id, (e.recorded_at at time zone 'Asia/Seoul')::date) s
    on $7::text is not null and e.build_id is not null
where e.seq > $1 and e.seq <= $2
    and e.kind = any ($3::text[])
    and ($4::text[] is null or b.code = any ($4))
    and (e.build_id is null
        or ($5::text[] is null or p.programme_code = any ($5))
            and ($6::text[] is null or t.region_code = any ($6))
            and ($7 is null or $7 = s.number and coalesce(
                (e.body ->> case e.kind when 'kpi.restated' then 'from' else 'to' end)::date >= s.valid_from,
                (e.body ->> 'effective_on')::date >= s.valid_from, true)))
order by e.seq
limit $8
