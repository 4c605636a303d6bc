update job_run set lease_until = $3, outcome = 'failed', detail = $4 where job = $1 and period_start = $2
