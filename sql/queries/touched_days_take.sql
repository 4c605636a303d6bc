with todo as (
    select build_id, day
    from touched_day
    group by build_id, day
    order by build_id, day
    limit $1
),
taken as (
    delete from touched_day t
    using todo d
    where t.build_id = d.build_id and t.day = d.day
    returning t.build_id, t.day, t.arrival_day
),
known as (
    select b.build_id, b.day, a.arrival_day
    from todo d
    join build_day b on b.build_id = d.build_id and b.day = d.day and b.superseded_at is null
    cross join unnest(b.arrival_days) as a (arrival_day)
)
select build_id, day, arrival_day from taken
union
select build_id, day, arrival_day from known
order by 1, 2, 3
