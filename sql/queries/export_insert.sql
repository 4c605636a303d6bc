insert into export (quarter, revision, as_of, made_by, files)
select $1, coalesce(max(revision), 0) + 1, $2, $3, $4::jsonb from export where quarter = $1
returning revision
