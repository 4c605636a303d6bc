-- The build days of builds in the form that rules read, two numbers a day; JudgedDay unpacks them. Days in no order.
-- $1 builds, $2 the last of the first 8 weeks of each; $3 and $4 the first and last days of the spans that are read, and
-- $5 the day before them, until which those weeks are read too.
select s.build_id,
    array_agg(
        ((d.day - date '2000-01-01')::bigint << 48) | ((d.receipts > d.implausible)::integer::bigint << 47)
        | ((d.arrived > 0)::integer::bigint << 46) | (bit_count(d.slots) << 38)
        | (least(d.receipts, 524287)::bigint << 19) | least(d.late, 524287)) as use,
    array_agg(
        case when d.late = 0 then 0
            else greatest(0, least(coalesce(d.first_arrival - d.day, 0), 63))::bigint << 57 end
        | (least(d.rejected, 524287)::bigint << 38) | (least(d.distinct_tuples, 524287)::bigint << 19)
        | least(d.receipts - d.actions[1] - d.actions[2], 524287)) as feed
from unnest($1::bigint[], $2::date[]) as s (build_id, start_until)
cross join lateral (
    select b.day, b.receipts, b.implausible, b.arrived, b.slots, b.late, b.rejected, b.distinct_tuples, b.actions,
        b.first_arrival
    from unnest($3::date[], $4::date[]) as r (first_day, last_day)
    join build_day b on b.build_id = s.build_id and b.day between r.first_day and r.last_day
    where b.superseded_at is null
    union all
    select b.day, b.receipts, b.implausible, b.arrived, b.slots, b.late, b.rejected, b.distinct_tuples, b.actions,
        b.first_arrival
    from build_day b
    where b.build_id = s.build_id and b.superseded_at is null and b.day <= least(s.start_until, $5::date)
) d
group by s.build_id
