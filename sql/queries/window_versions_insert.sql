with given as (
    select *
    from unnest($1::bigint[], $2::text[], $3::date[], $4::date[], $5::text[], $6::integer[], $7::double precision[],
        $8::jsonb[], $9::jsonb[]) as g (build_id, kind, window_from, window_to, reason, expected_days, coverage, excluded,
        figures)
),
closed as (
    update window_version v set superseded_at = greatest($10, v.known_at)
    from given g
    where v.build_id = g.build_id and v.kind = g.kind and v.window_from = g.window_from
        and v.window_to = g.window_to and v.superseded_at is null
    returning v.build_id, v.kind, v.window_from, v.window_to, v.version, v.superseded_at
)
-- The join makes PostgreSQL close the old versions before it adds the new ones.
insert into window_version (build_id, kind, window_from, window_to, version, known_at, reason, expected_days, coverage,
    excluded, figures, code_version)
select build_id, kind, window_from, window_to, coalesce(c.version, 0) + 1, coalesce(c.superseded_at, $10), g.reason,
    g.expected_days, g.coverage, g.excluded, g.figures, $11
from given g
left join closed c using (build_id, kind, window_from, window_to)
order by build_id, window_to, window_from, kind
