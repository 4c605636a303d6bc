update job_run set finished_at = $3, outcome = $4, detail = $5 where job = $1 and period_start = $2
