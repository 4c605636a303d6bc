delete from job_run where finished_at < $1
