-- Days that were over when their figures changed, or were first known: one change a build, and one more for days of
-- another supplier's contract, so that each supplier is told of its own days alone.
insert into feed_pending (recorded_at, kind, build_id, body)
select $4::timestamptz, 'kpi.restated', t.build_id, jsonb_build_object('window', 'day', 'from', min(t.day), 'to',
    max(t.day), 'days', count(*), 'reason', 'late receipts')
from (
    select d.build_id, d.day,
        (
            select max(y.valid_from)
            from build b
            join party y on y.project_id = b.project_id and y.role = 'supplier'
            where b.build_id = d.build_id and y.valid_from <= d.day
        ) as contract
    from unnest($1::bigint[], $2::date[]) as d (build_id, day)
    where d.day < $3::date
) t
group by t.build_id, t.contract
order by t.build_id, t.contract
