-- The windows without a version, by their places.
select w.ordinal::integer
from unnest($1::bigint[], $2::text[], $3::date[], $4::date[]) with ordinality
    as w (build_id, kind, window_from, window_to, ordinal)
where not exists (
    select from window_version v
    where v.build_id = w.build_id and v.kind = w.kind and v.window_from = w.window_from and v.window_to = w.window_to
)
order by 1
