insert into job_run (job, period_start, started_at, lease_until)
values ($1, $2, $3, $4)
on conflict (job, period_start) do update
    set started_at = excluded.started_at, lease_until = excluded.lease_until
    where job_run.finished_at is null and job_run.lease_until < excluded.started_at
returning job
