-- Nothing where the rule is already raised for the build: two judges at once raise it once.
insert into signal (build_id, policy_id, rule, severity, raised_at, window_from, window_to, reason, evidence)
select $1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb
where not exists (
    select from signal s
    where s.build_id = $1 and s.rule = $3
        and not exists (select from signal_clearing c where c.signal_id = s.signal_id)
)
returning signal_id
