-- The ids of one page of builds with their phase on $1, in an order that SQL can make, from an index of where to go on.
-- Scope: $2 programmes, $3 supplier with a contract in force on $1, $4 regions. Filter: $5 programmes, $6 support type,
-- $7 phase, $8 supplier, $9 regions, $10 signals (open, none, a rule or a severity), $11 changed since, $12 codes.
-- Order: $13 code, phase_end or last_sign, $14 downwards, after the value $15 of build $16; $17 builds.
with moved as (
    -- Of several changes of period the last to take effect counts, and of one day the last recorded.
    select distinct on (x.build_id) x.build_id, e.as_to
    from change_event e
    join build x on x.project_id = e.project_id and (e.build_id is null or e.build_id = x.build_id)
    where e.kind = 'period' and e.as_to is not null and e.effective_on <= $1::date
        and not exists (select from change_withdrawal w where w.change_id = e.change_id)
    order by x.build_id, e.effective_on desc, e.change_id desc
),
news as (
    select v.entity, v.entity_key
    from registry_version v
    where $11::timestamptz is not null and v.known_at > $11
),
told as materialized (
    -- Builds of which the registry or a declaration says something new.
    select b.build_id from news n join build b on n.entity = 'build' and b.code = n.entity_key
    union
    select b.build_id
    from news n
    join project p on n.entity in ('project', 'party') and p.code = split_part(n.entity_key, '/', 1)
    join build b on b.project_id = p.project_id
    union
    select b.build_id
    from news n
    join company c on n.entity in ('company', 'site') and c.number = split_part(n.entity_key, '-', 1)
    join site t on t.company_id = c.company_id
        and (n.entity = 'company' or t.serial::text = split_part(n.entity_key, '-', 2))
    join build b on b.site_id = t.site_id
    union
    select b.build_id
    from change_event e
    left join change_withdrawal w on w.change_id = e.change_id
    join build b on b.project_id = e.project_id and (e.build_id is null or e.build_id = b.build_id)
    where e.known_at > $11 or w.known_at > $11
    union
    select b.build_id
    from suspension s
    left join suspension_withdrawal w on w.suspension_id = s.suspension_id
    join build b on b.site_id = s.site_id
    where s.known_at > $11 or w.known_at > $11
),
dated as (
    select b.build_id, b.code, b.project_id, b.site_id, b.collect_to, p.code as project, p.programme_code, p.completed_on,
        p.final_evaluated_on, g.support_type_ko, t.region_code,
        coalesce(m.as_to, p.as_to, (p.completed_on + make_interval(months => g.as_months))::date) as as_to
    from build b
    join project p on p.project_id = b.project_id
    join programme g on g.code = p.programme_code
    join site t on t.site_id = b.site_id
    left join moved m on m.build_id = b.build_id
),
phased as (
    select d.*,
        -- As PhaseDates says it.
        case
            when d.completed_on is null or $1 <= d.completed_on then 'building'
            when $1 > d.collect_to then 'ended'
            when $1 <= d.as_to then 'intensive_as'
            when $1 > d.final_evaluated_on then 'after_care'
            else 'final_evaluation'
        end as phase
    from dated d
),
ended as (
    select h.*,
        case h.phase
            when 'intensive_as' then h.as_to
            when 'final_evaluation' then least(h.final_evaluated_on, h.collect_to)
            when 'after_care' then h.collect_to
        end as phase_end
    from phased h
),
supplied as (
    -- As build_facts has it: of several contracts in force the newest.
    select distinct on (y.project_id) y.project_id, c.number
    from party y
    join company c on c.company_id = y.company_id
    where ($3::text is not null or $8::text is not null) and y.role = 'supplier' and y.valid_from <= $1
        and (y.valid_to is null or y.valid_to >= $1)
    order by y.project_id, y.valid_from desc, y.valid_to desc nulls first, y.company_id
),
chosen as (
    select e.*
    from ended e
    where ($2::text[] is null or e.programme_code = any ($2))
        and ($3::text is null or e.project_id in (select y.project_id from supplied y where y.number = $3))
        and ($4::text[] is null or e.region_code = any ($4))
        and ($5::text[] is null or e.programme_code = any ($5))
        and ($6::text is null or e.support_type_ko = $6)
        and ($7::text is null or e.phase = $7)
        and ($8::text is null or e.project_id in (select y.project_id from supplied y where y.number = $8))
        and ($9::text[] is null or e.region_code = any ($9))
        and ($10::text is null or ($10 = 'none') <> exists (
            select from signal s
            where s.build_id = e.build_id and ($10 in ('open', 'none') or s.rule = $10 or s.severity = $10)
                and not exists (select from signal_clearing x where x.signal_id = s.signal_id)
        ))
        and ($11 is null or e.build_id in (select o.build_id from told o))
        and ($12::text[] is null or e.code = any ($12))
),
keyed as (
    select c.build_id, c.phase,
        case $13::text
            when 'code' then c.code
            when 'phase_end' then coalesce(c.phase_end::text, '9999')
            when 'last_sign' then coalesce(l.day::text, u.last_sign::text, '0000')
        end as key
    from chosen c
    left join phase_usage u on $13 = 'last_sign' and u.build_id = c.build_id and not u.is_stale
    left join lateral (
        select d.day
        from build_day d
        where $13 = 'last_sign' and d.build_id = c.build_id and d.superseded_at is null
            and d.day >= coalesce(u.through, '-infinity') and (d.receipts > d.implausible or d.arrived > 0)
        order by d.day desc
        limit 1
    ) l on true
)
select k.build_id, k.phase, k.key
from keyed k
where $15::text is null
    or case when $14::boolean then (k.key, k.build_id) < ($15, $16::bigint) else (k.key, k.build_id) > ($15, $16) end
order by case when not $14 then k.key end, case when $14 then k.key end desc, case when not $14 then k.build_id end,
    k.build_id desc
limit $17
