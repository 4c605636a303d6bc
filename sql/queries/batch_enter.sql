with entered as (
    insert into batch (batch_id, committed_at, records) values ($1, $2, $3)
)
insert into touched_batch (build_ids, days, arrival_days)
select $4, $5, $6
where cardinality($4::bigint[]) > 0
