-- A job runs once at a time: a run is under way until it has an outcome, and of each job one run at most has none.
update job_run set outcome = 'failed', detail = 'ended before the upgrade without an outcome' where outcome is null;
create unique index job_run_under_way on job_run (job) where outcome is null;
