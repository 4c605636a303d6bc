-- Signals of the builds in a scope, newest first, a page at a time; $9 and $10 bound the scope.
select s.signal_id, b.code as build_code, s.rule, s.raised_at, c.cleared_at, s.window_from, s.window_to, s.reason, p.name as policy_name, p.version as policy_version,
    p.official, (s.evidence ->> 'threshold')::double precision as threshold,
    (s.evidence ->> 'value')::double precision as value, (s.evidence ->> 'numerator')::integer as numerator,
    (s.evidence ->> 'denominator')::integer as denominator, s.build_id, s.evidence ->> 'kpi' as kpi, s.severity, s.evidence::text as evidence
from signal s
join build b on b.build_id = s.build_id
join project j on j.project_id = b.project_id
join site t on t.site_id = b.site_id
join policy p on p.policy_id = s.policy_id
left join signal_clearing c on c.signal_id = s.signal_id and ($8::timestamptz is null or c.cleared_at <= $8)
where ($1::text is null or s.rule = $1)
    and ($2::text is null or s.severity = $2)
    and ($3::boolean is null or $3 = (c.signal_id is null))
    and ($4::text is null or b.code = $4)
    and ($5::timestamptz is null or s.raised_at >= $5 or c.cleared_at >= $5)
    and ($6::bigint is null or s.signal_id < $6)
    and ($8 is null or s.raised_at <= $8)
    and ($9::text[] is null or j.programme_code = any ($9))
    and ($10::text[] is null or t.region_code = any ($10))
order by s.signal_id desc
limit $7
