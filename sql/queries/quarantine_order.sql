select o.kind, o.lane, o.build_id, o.from_day, o.to_day, o.ignores_limits, o.requested_at, o.due_at, o.reached_day,
    o.reached_batch, o.reached_ordinal, o.moved,
    (select string_agg(l.key || ' ' || l.value, ',' order by l.key) from json_each_text(o.left_over) l) as left_over, o.done_at,
    k.key_id, k.build_id as key_build_id, k.key_hash, b.collect_from, b.collect_to, k.expires_at, k.revoked_at is not null as is_key_revoked,
    k.hint = '????' as is_key_unnamed
from quarantine_order o
left join key k on k.key_id = o.key_id
left join build b on b.build_id = k.build_id
where o.order_id = $1
