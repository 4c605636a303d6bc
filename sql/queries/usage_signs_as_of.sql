-- usage_signs as they were known at $3, first signs always.
select w.build_id, min(b.day) filter (where b.receipts > b.implausible) as first_use,
    min(b.day) filter (where b.receipts > b.implausible or b.arrived > 0) as first_sign,
    max(b.day) filter (where b.day < w.before_day and (b.receipts > b.implausible or b.arrived > 0)) as earlier_sign
from unnest($1::bigint[], $2::date[]) as w (build_id, before_day)
join build_day b on b.build_id = w.build_id
where b.known_at <= $3::timestamptz and (b.superseded_at is null or b.superseded_at > $3)
group by w.build_id
