update job_run set finished_at = $4, outcome = 'done', detail = $5
where job = $1 and period_start = $2 and started_at = $3 and outcome is null
