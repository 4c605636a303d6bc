-- window_signs as they were known at $3.
select w.ordinal::integer, min(b.day) filter (where b.receipts > b.implausible),
    max(b.day) filter (where b.receipts > b.implausible or b.arrived > 0),
    min(b.day) filter (where b.receipts > b.implausible or b.arrived > 0)
from unnest($1::bigint[], $2::date[]) with ordinality as w (build_id, last_day, ordinal)
left join build_day b on b.build_id = w.build_id and b.day <= w.last_day
    and b.known_at <= $3 and (b.superseded_at is null or b.superseded_at > $3)
group by w.ordinal
order by 1
