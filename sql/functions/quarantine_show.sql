-- One quarantined record by its receipt id, without its raw bytes; no row where there is none.
--
-- Runs with the owner's rights, as quarantine_list does.
create or replace function quarantine_show(receipt_id text) returns table (
    lane text, code text, received_at timestamptz, occurred_at timestamptz, key_digits text, key_id bigint,
    build_code text, dialect smallint, repairs bigint, sealed_bytes integer, forgotten_at timestamptz,
    moved_at timestamptz, moved_to text, order_id bigint
)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    batch bigint;
    place integer;
begin
    if receipt_id is null or receipt_id !~ '^[0-9a-f]{16}-[0-9]{1,9}$' then
        raise exception 'receipt id "%": expected 16 hexadecimal digits, - and a number, such as 012345678abcdef0-0',
            coalesce(receipt_id, '');
    end if;
    batch := ('x' || left(receipt_id, 16))::bit(64)::bigint;
    place := substr(receipt_id, 18)::integer;
    return query
        select q.lane, q.code, q.received_at, q.occurred_at, encode(q.key_hash, 'hex'), q.key_id, b.code, q.dialect,
            q.repairs, octet_length(q.sealed),
            case when octet_length(q.sealed) = 0 then (
                select min(f.forgotten_at) from quarantine_forgetting f where f.before_day > q.arrival_day
            ) end,
            m.moved_at, t.code, m.order_id
        from quarantine q
        left join key k on k.key_id = q.key_id or q.key_id is null and k.key_hash = q.key_hash
        left join build b on b.build_id = k.build_id
        left join quarantine_move m on m.batch_id = q.batch_id and m.ordinal = q.ordinal
        left join build t on t.build_id = m.build_id
        where q.batch_id = batch and q.ordinal = place
            -- A batch id begins with its day of arrival: one partition is read.
            and q.arrival_day = date '2020-01-01' + (batch >> 49)::integer;
end
$$;
revoke execute on function quarantine_show(text) from public;
do $$ begin
    if exists (select from pg_roles where rolname = 'afterbuild_app') then
        grant execute on function quarantine_show(text) to afterbuild_app, afterbuild_read;
    end if;
end $$;
