-- Forgets a page of entries from the beginning, in the order of their numbers, so that what is kept has no gaps.
with oldest as (
    select e.seq, bool_and(e.sequenced_at < $1) over (order by e.seq) as is_over
    from (select seq, sequenced_at from feed_entry order by seq limit $2) e
),
forgotten as (
    delete from feed_entry e using oldest o where e.seq = o.seq and o.is_over returning e.seq
)
update feed_state s set pruned_seq = f.pruned_seq
from (select max(seq) as pruned_seq, count(*) as count from forgotten) f
where f.count > 0
returning f.count as pruned
