-- The schema that Grafana and auditors read. Its views stand in sql/views; nothing else is in it.
create schema if not exists api;

comment on schema api is
    'The contract of Afterbuild in SQL: views without personal data. Columns are only ever added, at the end of a view.';
