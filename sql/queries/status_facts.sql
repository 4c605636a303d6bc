-- What the status of one build begins with: build_facts, its signs of life, whether anything was declared of it beside the
-- registry file, and how often holidays and outages were changed.
select f.*,
    (
        select d.day
        from build_day d
        where d.build_id = f.build_id and d.superseded_at is null and d.receipts > d.implausible
        order by d.day
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = f.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day desc
        limit 1
    ),
    (
        select d.day
        from build_day d
        where d.build_id = f.build_id and d.superseded_at is null and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day
        limit 1
    ),
    exists (select from suspension x where x.site_id = f.site_id)
        or exists (select from change_event e where e.project_id = f.project_id)
        or exists (select from incident_build m where m.build_id = f.build_id),
    (select c.revision from calendar_revision c)
from build_facts($1::date) f
where f.code = $2
