-- Takes a period of a job, unless another run of the job is under way, or the period ran, or it failed and its next try
-- is not due. A run whose lease is over counts as dead: it gets the outcome failed and no longer stands in the way.
--
-- busy_since is when the other run began; null where none is under way.
create or replace function job_claim(
    claimed_job text, period timestamptz, moment timestamptz, lease_end timestamptz,
    out is_taken boolean, out busy_since timestamptz
) language plpgsql set search_path = public, pg_temp as $$
begin
    -- Two claims of one job at once: the second sees what the first did.
    perform pg_advisory_xact_lock(hashtext('afterbuild.job'), hashtext(claimed_job));
    update job_run r set outcome = 'failed', detail = 'its lease ended at ' || r.lease_until
    where r.job = claimed_job and r.outcome is null and r.lease_until < moment;
    select r.started_at into busy_since from job_run r where r.job = claimed_job and r.outcome is null;
    is_taken := false;
    if busy_since is null then
        insert into job_run as r (job, period_start, started_at, lease_until)
        values (claimed_job, period, moment, lease_end)
        on conflict (job, period_start) do update
            set started_at = excluded.started_at, lease_until = excluded.lease_until, outcome = null, detail = null
            where r.finished_at is null and r.lease_until < excluded.started_at;
        is_taken := found;
    end if;
end
$$;
