-- Counts every change of holidays and outages: whoever keeps a calendar in memory compares it to learn that it is old.
create table calendar_revision (
    singleton boolean primary key default true check (singleton),
    revision bigint not null
);
insert into calendar_revision (revision) values (1);

comment on table calendar_revision is 'counts every change of holiday and outage';
