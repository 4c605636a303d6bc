-- What a batch touches, as one row: a row a build day cost PostgreSQL a quarter of its work for a receipt. When the
-- aggregation begins, all of them become touched_day, where each build day then stands once.
create table touched_batch (
    build_ids bigint[] not null,
    days integer[] not null,
    arrival_days integer[] not null
);
-- To compress them costs more than the disk that they take for a minute.
alter table touched_batch alter build_ids set storage external, alter days set storage external,
    alter arrival_days set storage external;

comment on table touched_batch is 'parallel arrays: each element names one arrival day of one build day to be recomputed';
comment on column touched_batch.days is 'days since 1970-01-01';
comment on column touched_batch.arrival_days is 'days since 1970-01-01';
