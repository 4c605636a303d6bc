-- What the application's role may do: read everything, append where history is append-only, change only what is
-- state and not history. Where the roles do not exist (a database without CREATEROLE for us) nothing is granted.
do $$
declare
    name text;
begin
    if not exists (select from pg_roles where rolname = 'afterbuild_app') then
        return;
    end if;
    if not has_schema_privilege('afterbuild_read', 'public', 'usage') then
        grant usage on schema public to afterbuild_app, afterbuild_read;
    end if;
    -- Of ours alone: an extension that an administrator keeps here is not ours to grant.
    for name in
        select c.relname
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
            and pg_has_role(c.relowner, 'usage')
    loop
        execute format('grant select on %I to afterbuild_app, afterbuild_read', name);
    end loop;
    revoke select on api_token, sign_in_link, web_session, key, case_reply_link, webhook_subscription from afterbuild_read;
    revoke select on person, local_account, sign_in_failure, access_log from afterbuild_read;
    for name in
        select p.oid::regprocedure::text
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and pg_has_role(p.proowner, 'usage')
    loop
        execute format('grant execute on function %s to afterbuild_app', name);
    end loop;
    foreach name in array array[
        'programme', 'holiday', 'region', 'industry', 'level', 'programme_phase', 'action_word', 'company',
        'project', 'party', 'site', 'build', 'registry_revision', 'sign_in_link',
        'web_session', 'outbox_recipient', 'window_touch', 'job_run', 'registry_staging', 'touched_batch', 'touched_day',
        'seed_state', 'phase_usage', 'build_listing',
        'health_probe', 'token_use', 'sign_in_failure'
    ] loop
        execute format('grant insert, update, delete on %I to afterbuild_app', name);
    end loop;
    foreach name in array array[
        'registry_version', 'suspension', 'suspension_withdrawal', 'change_event', 'change_withdrawal', 'collector_instance', 'batch', 'submission', 'key_sighting', 'receipt', 'receipt_raw', 'quarantine', 'build_day',
        'build_day_user', 'key', 'api_token', 'policy', 'policy_rule', 'policy_rule_step', 'policy_activation', 'backtest',
        'backtest_verdict', 'peer_standing', 'incident', 'incident_build', 'incident_end', 'signal', 'signal_clearing', 'outbox',
        'outbox_attempt',
        'export', 'audit_event', 'plan_target', 'collector_presence', 'outage', 'feed_pending', 'feed_entry',
        'webhook_subscription', 'webhook_delivery', 'webhook_attempt',
        'quarantine_order', 'quarantine_move', 'window_version', 'window_sweep', 'review_case', 'case_signal', 'case_step', 'case_reply_link',
        'person', 'local_account', 'access_log'
    ] loop
        execute format('revoke update, delete, truncate on %I from afterbuild_app', name);
        execute format('grant insert on %I to afterbuild_app', name);
    end loop;
    -- The few facts about history that become known later, and what retention ends.
    grant update (superseded_at) on build_day, outage, window_version, plan_target to afterbuild_app;
    grant update (withdrawn_by, withdrawal_reason) on outage to afterbuild_app;
    grant update (seen_at, ending, detail) on collector_presence to afterbuild_app;
    grant update (revoked_at) on key, api_token to afterbuild_app;
    grant update (expires_at, hint) on key to afterbuild_app;
    grant update (verifier, must_change, changed_at, disabled_at) on local_account to afterbuild_app;
    grant update (due_at, reached_day, reached_batch, reached_ordinal, moved, left_over, done_at) on quarantine_order
        to afterbuild_app;
    grant update (url, description, events, programmes, builds, regions, secret, old_secret, old_secret_until, feed_position,
        changed_at, paused_at, disabled_at, disabled_reason, deleted_at, failures, failing_since, hold_until,
        claimed_until) on webhook_subscription to afterbuild_app;
    grant update (state, attempts, next_attempt_at, settled_at, expires_at) on webhook_delivery to afterbuild_app;
    grant delete on webhook_delivery to afterbuild_app;
    grant update (last_seq, pruned_seq) on feed_state to afterbuild_app;
    grant delete on receipt_raw, feed_pending, feed_entry to afterbuild_app;
end
$$;
