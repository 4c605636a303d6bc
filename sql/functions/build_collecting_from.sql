-- The first day on which a key of a build existed and its collection window was open; null without a key. A key whose
-- first day is not known exists from the opening of the window. known_by: keys registered until then (null: all).
create or replace function build_collecting_from(
    of_build bigint, collect_from date, completed_on date, known_by timestamptz
) returns date
language sql stable as $$
    select greatest(min(coalesce(k.existed_from, $2, $3, date '1970-01-01')), $2)
    from key k
    where k.build_id = $1 and ($4 is null or k.issued_at <= $4)
    having count(*) > 0
$$;
