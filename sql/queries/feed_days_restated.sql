-- Days that were over when their figures changed, or were first known: one change a build.
insert into feed_pending (recorded_at, kind, build_id, body)
select $4::timestamptz, 'kpi.restated', t.build_id, jsonb_build_object('window', 'day', 'from', min(t.day), 'to',
    max(t.day), 'days', count(*), 'reason', 'late receipts')
from unnest($1::bigint[], $2::date[]) as t (build_id, day)
where t.day < $3::date
group by t.build_id
order by t.build_id
