update job_run set lease_until = $4 where job = $1 and period_start = $2 and started_at = $3 and outcome is null
