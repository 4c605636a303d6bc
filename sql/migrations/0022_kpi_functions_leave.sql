-- The KPIs in SQL are an oracle of the tests (sql/tests/oracle): no statement of the program called them.
do $$
declare
    name text;
begin
    for name in
        select p.oid::regprocedure::text
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and pg_has_role(p.proowner, 'usage')
            and p.proname in (
                'kpi_days', 'kpi_share', 'kpi_wilson', 'kpi_active_day_rate', 'kpi_active_days', 'kpi_silence',
                'kpi_time_to_first_use', 'kpi_distinct_users', 'kpi_slots_per_active_day', 'kpi_action_breadth',
                'kpi_record_work_share', 'kpi_log_in_pairs', 'kpi_slots_by_hour', 'kpi_shift_coverage',
                'kpi_late_share', 'kpi_rejected_share', 'kpi_feed_continuity', 'kpi_longest_gap', 'kpi_lifecycle',
                'kpi_trend', 'kpi_retention')
    loop
        execute format('drop function %s', name);
    end loop;
    delete from schema_migration
    where path in ('functions/kpi_days.sql', 'functions/kpi_depth.sql', 'functions/kpi_feed.sql',
        'functions/kpi_lifecycle.sql');
end
$$;
