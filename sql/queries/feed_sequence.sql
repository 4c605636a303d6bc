-- Gives the next numbers to committed changes. One at a time does this, and the list is read after its turn began.
-- By an array: a join would read the whole list for each page of a long one.
with taken as (
    delete from feed_pending p
    where p.pending_id = any (array(select o.pending_id from feed_pending o order by o.pending_id limit $2))
    returning p.pending_id, p.recorded_at, p.kind, p.build_id, p.subject_id, p.body
),
added as (
    insert into feed_entry (seq, sequenced_at, recorded_at, kind, build_id, subject_id, body)
    select s.last_seq + row_number() over (order by t.pending_id), $1::timestamptz, t.recorded_at, t.kind, t.build_id, t.subject_id,
        t.body
    from taken t
    cross join feed_state s
    returning seq
)
update feed_state s set last_seq = a.last_seq
from (select max(seq) as last_seq, count(*) as count from added) a
where a.count > 0
returning a.count as sequenced
