-- What touches every build becomes an entry of each that has a window to compute again.
with taken as (
    delete from window_touch where build_id is null returning from_day, cause, detail
)
insert into window_touch (build_id, from_day, cause, detail)
select w.build_id, t.from_day, t.cause, t.detail
from taken t
cross join lateral (
    select distinct v.build_id
    from window_version v
    where v.superseded_at is null and v.window_to >= t.from_day
) w
