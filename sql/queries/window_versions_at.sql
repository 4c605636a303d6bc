-- Windows as they were known at $5 (null: as they are known).
select w.ordinal::integer, v.excluded, v.figures
from unnest($1::bigint[], $2::text[], $3::date[], $4::date[]) with ordinality
    as w (build_id, kind, window_from, window_to, ordinal)
join window_version v on v.build_id = w.build_id and v.kind = w.kind and v.window_from = w.window_from
    and v.window_to = w.window_to
where case
    when $5::timestamptz is null then v.superseded_at is null
    else v.known_at <= $5 and (v.superseded_at is null or v.superseded_at > $5)
end
