select n.key_id, k.hint, n.dialect, n.network, n.seen_at, n.is_new_dialect, n.is_new_network
from key_news(array[$1::bigint], coalesce($2::timestamptz, 'infinity')) n
join key k on k.key_id = n.key_id
order by n.seen_at desc, n.key_id, n.dialect, n.network
