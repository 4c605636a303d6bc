-- Closed windows that say something else now. A first version restates nothing.
insert into feed_pending (recorded_at, kind, build_id, body)
select v.known_at, 'kpi.restated', v.build_id, jsonb_build_object('window', v.kind, 'from', v.window_from, 'to',
    v.window_to, 'version', v.version, 'reason', v.reason)
from unnest($1::bigint[], $2::text[], $3::date[], $4::date[]) as g (build_id, kind, window_from, window_to)
join window_version v on v.build_id = g.build_id and v.kind = g.kind and v.window_from = g.window_from
    and v.window_to = g.window_to and v.superseded_at is null
where v.version > 1
order by v.build_id, v.window_to, v.window_from, v.kind
