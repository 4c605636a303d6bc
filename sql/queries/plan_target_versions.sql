-- Every version of the declared targets of the project of a build, or of a project.
select p.code, t.class, t.name, t.unit, t.direction, t.base, t.target, t.weight, t.result, t.measured_on, t.version,
    t.known_at, t.superseded_at, t.reason, t.recorded_by
from project p
join plan_target t on t.project_id = p.project_id
where p.code = coalesce((select n.code from build b join project n using (project_id) where b.code = $1::text), $1)
order by array_position(array['P', 'Q', 'C', 'D', 'S', 'E'], t.class), t.name, t.version
