-- In force, as known at $2 (null: as known) for the site at which each build then was.
with places as (
    select b.build_id, case
        when $2::timestamptz is null then b.site_id
        else (
            select t.site_id
            from (
                select v.state
                from registry_version v
                where v.entity = 'build' and v.entity_key = b.code and v.known_at <= $2
                order by v.version desc
                limit 1
            ) bv
            join company c on c.number = split_part(bv.state ->> 'site', '-', 1)
            join site t on t.company_id = c.company_id and t.serial = split_part(bv.state ->> 'site', '-', 2)::integer
        ) end as site_id
    from build b
    where b.build_id = any ($1::bigint[]) and exists (select from suspension)
)
select p.build_id, s.suspension_id, s.began_on, s.ended_on, s.document, encode(s.document_sha256, 'hex') as document_sha256,
    s.recorded_by, s.known_at
from places p
join suspension s on s.site_id = p.site_id
where ($2 is null or s.known_at <= $2)
    and not exists (
        select from suspension_withdrawal w
        where w.suspension_id = s.suspension_id and ($2 is null or w.known_at <= $2)
    )
order by p.build_id, s.began_on, s.suspension_id
