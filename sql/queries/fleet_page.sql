-- One page of the builds that fleet($1 to $13) gives, each with its place in the order $14: signals (the most open ones
-- first, then the longest silence), silence, code, phase_end or last_sign; $15 the other way round. Behind the place
-- ($16, $17, $18) of the build $19, where there is one; $20 builds.
--
-- What the order does not look at is a constant: an index gives the first two orders.
with placed as (
    select f.build_id, f.phase,
        case when $14::text = 'signals' then -f.open_signals else 0 end as rank,
        case when $14 in ('signals', 'silence') then f.silent_since else '-infinity' end as since,
        case $14
            when 'code' then f.code
            when 'phase_end' then coalesce(f.phase_end::text, '9999')
            when 'last_sign' then coalesce(f.last_sign::text, '0000')
            else ''
        end as label
    from fleet($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) f
)
select p.build_id, p.phase, p.rank, p.since::text, p.label
from placed p
where $19::bigint is null or case
        when $15::boolean then (p.rank, p.since, p.label, p.build_id) < ($16::integer, $17::date, $18::text, $19)
        else (p.rank, p.since, p.label, p.build_id) > ($16, $17, $18, $19)
    end
order by case when not $15 then p.rank end, case when $15 then p.rank end desc,
    case when not $15 then p.since end, case when $15 then p.since end desc,
    case when not $15 then p.label end, case when $15 then p.label end desc,
    case when not $15 then p.build_id end, case when $15 then p.build_id end desc
limit $20
