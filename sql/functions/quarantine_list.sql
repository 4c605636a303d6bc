-- What is in quarantine, by lane, answer, key and dialect; the largest groups first. Any filter may be null.
--
-- Days are days of arrival. records counts what is still there, moved what is a receipt by now. newest is the id of one
-- of the latest records, for quarantine_show. Runs with the owner's rights: the role for readers may see whose key it
-- is, but no hash in the table of keys.
create or replace function quarantine_list(
    in_lane text, from_day date, to_day date, digits text, row_limit integer
) returns table (
    lane text, code text, key_digits text, build_code text, dialect smallint, records bigint, moved bigint,
    first_at timestamptz, last_at timestamptz, newest text
)
language sql stable security definer set search_path = public, pg_temp as $$
    with grouped as (
        select q.lane, q.code, q.key_hash, q.key_id, q.dialect, count(*) - count(m.batch_id) as records,
            count(m.batch_id) as moved, min(q.received_at) as first_at, max(q.received_at) as last_at,
            max(lpad(to_hex(q.batch_id), 16, '0') || '-' || q.ordinal) as newest
        from quarantine q
        left join quarantine_move m on m.batch_id = q.batch_id and m.ordinal = q.ordinal
        where ($1 is null or q.lane = $1)
            and ($2 is null or q.arrival_day >= $2)
            and ($3 is null or q.arrival_day <= $3)
            and ($4 is null or encode(q.key_hash, 'hex') like lower($4) || '%')
        group by q.lane, q.code, q.key_hash, q.key_id, q.dialect
    )
    select g.lane, g.code, left(encode(g.key_hash, 'hex'), 12), b.code, g.dialect, g.records, g.moved, g.first_at,
        g.last_at, g.newest
    from grouped g
    -- The key may have been registered since.
    left join key k on k.key_id = g.key_id or g.key_id is null and k.key_hash = g.key_hash
    left join build b on b.build_id = k.build_id
    order by g.records desc, g.moved desc, g.lane, g.code, g.key_hash, g.dialect
    limit $5
$$;
revoke execute on function quarantine_list(text, date, date, text, integer) from public;
do $$ begin
    if exists (select from pg_roles where rolname = 'afterbuild_app') then
        grant execute on function quarantine_list(text, date, date, text, integer) to afterbuild_app, afterbuild_read;
    end if;
end $$;
