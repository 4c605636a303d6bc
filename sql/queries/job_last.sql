select max(period_start) as period_start from job_run where job = $1 and finished_at is not null
