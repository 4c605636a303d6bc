select s.signal_id, b.code, s.rule, s.raised_at, c.cleared_at, s.window_from, s.window_to, s.reason, p.name, p.version,
    p.official, (s.evidence ->> 'threshold')::double precision, (s.evidence ->> 'value')::double precision,
    (s.evidence ->> 'numerator')::integer, (s.evidence ->> 'denominator')::integer, s.build_id
from signal s
join build b on b.build_id = s.build_id
join policy p on p.policy_id = s.policy_id
left join signal_clearing c on c.signal_id = s.signal_id
where s.build_id = any ($1::bigint[]) and ($2 or c.signal_id is null)
order by s.raised_at desc, s.signal_id desc
