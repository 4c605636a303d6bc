-- The declared targets of projects, as known at $2 (null: as known), in no order.
select p.code, t.class, t.name, t.unit, t.direction, t.base, t.target, t.weight, t.result, t.measured_on
from project p
join plan_target t on t.project_id = p.project_id
where p.code = any ($1::text[])
    and case when $2::timestamptz is null then t.superseded_at is null
        else t.known_at <= $2 and (t.superseded_at is null or t.superseded_at > $2) end
