select s.signal_id, b.code as build_code, s.rule, s.raised_at, c.cleared_at, s.window_from, s.window_to, s.reason, p.name as policy_name, p.version as policy_version,
    p.official, (s.evidence ->> 'threshold')::double precision as threshold,
    (s.evidence ->> 'value')::double precision as value, (s.evidence ->> 'numerator')::integer as numerator,
    (s.evidence ->> 'denominator')::integer as denominator, s.build_id, s.evidence ->> 'kpi' as kpi, s.severity, case when $2 then s.evidence::text end as evidence
from signal s
join build b on b.build_id = s.build_id
join policy p on p.policy_id = s.policy_id
left join signal_clearing c on c.signal_id = s.signal_id and ($3::timestamptz is null or c.cleared_at <= $3)
where s.build_id = any ($1::bigint[]) and ($2 or c.signal_id is null)
    and ($3 is null or s.raised_at <= $3)
order by s.raised_at desc, s.signal_id desc
