-- After how many days without a key a completed build is a task of the agency.

alter table policy add column key_due_days integer not null default 14 check (key_due_days >= 0);

comment on column policy.key_due_days is 'days after completion from which a build without a key is listed as a task of the agency';
