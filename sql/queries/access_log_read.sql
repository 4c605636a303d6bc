select l.entry_id, l.at, l.token_id, l.person_id, l.role, l.label, host(l.address) as address, l.builds, l.case_id, l.task,
    l.detail ->> 'query' as query, (l.detail ->> 'rows')::integer as row_count, l.purpose, l.status
from access_log l
where ($1::timestamptz is null or l.at >= $1) and ($2::timestamptz is null or l.at < $2)
    and ($3::text is null
        or l.entry_id in (
            select o.entry_id
            from access_log o
            join build b on b.build_id = o.builds[1]
            where b.code = $3 and cardinality(o.builds) = 1
            union all
            select o.entry_id
            from access_log o
            join build b on b.build_id = any (o.builds)
            where b.code = $3 and cardinality(o.builds) > 1
        ))
    and ($4::bigint is null or l.person_id = $4) and ($5::bigint is null or l.token_id = $5)
    and ($6::bigint is null or l.entry_id < $6)
order by l.entry_id desc
limit $7
