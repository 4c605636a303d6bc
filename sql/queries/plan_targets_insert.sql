insert into plan_target (project_id, class, name, version, known_at, unit, direction, base, target, weight, result,
    measured_on, reason, recorded_by)
select g.project_id, g.class, g.name,
    coalesce((
        select max(t.version) from plan_target t
        where t.project_id = g.project_id and t.class = g.class and t.name = g.name
    ), 0) + 1,
    greatest($11::timestamptz, (
        select max(t.superseded_at) from plan_target t
        where t.project_id = g.project_id and t.class = g.class and t.name = g.name
    )),
    g.unit, g.direction, g.base, g.target, g.weight, g.result, g.measured_on, g.reason, $13
from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::numeric[],
    $9::numeric[], $10::date[], $12::text[]) as g (project_id, class, name, unit, direction, base, target, weight, result,
    measured_on, reason)
