-- The figures of build days, computed from receipts alone. The nightly proof and the aggregation both read this.
--
-- build_ids, days and arrival_days are parallel: each row names one arrival partition of one build day.
-- partitions lists every arrival day that may be read, so that the planner prunes the others.
create or replace function build_day_figures(
    build_ids bigint[], days date[], arrival_days date[], partitions date[]
) returns table (
    build_id bigint, day date, receipts integer, distinct_tuples integer, slots bit(144), users integer,
    actions integer[], first_at timestamptz, last_at timestamptz, hours integer[], late integer, rejected integer,
    implausible integer, arrived integer, log_in_users integer, log_in_pairs integer, arrival_days date[],
    first_arrival date
)
language sql stable set search_path = public, pg_temp as $$
    with scope as (
        select distinct s.build_id, s.day, s.arrival_day
        from unnest($1, $2, $3) as s (build_id, day, arrival_day)
    ),
    target as (
        select s.build_id, s.day, array_agg(distinct s.arrival_day order by s.arrival_day) as arrival_days
        from scope s
        group by s.build_id, s.day
    ),
    of_day as (
        select r.*, (r.occurred_at at time zone 'UTC') + interval '9 hours' - r.occurred_day::timestamp as time_of_day
        from scope s
        join receipt r on r.build_id = s.build_id and r.arrival_day = s.arrival_day and r.occurred_day = s.day
        where r.arrival_day = any ($4)
    ),
    counted as (
        select r.build_id, r.occurred_day as day,
            count(*)::integer as receipts,
            count(distinct (r.occurred_at, r.action, r.use_se, r.user_epoch, r.user_hash, r.address_hash,
                r.quantity))::integer as distinct_tuples,
            -- A literal: a cast from text would be done again for every row.
            bit_or(set_bit(
                B'000000000000000000000000000000000000000000000000000000000000000000000000'
                || B'000000000000000000000000000000000000000000000000000000000000000000000000',
                floor(extract(epoch from r.time_of_day) / 600)::integer, 1))
                filter (where not r.implausible) as slots,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.user_hash is not null and not r.implausible))::integer as users,
            array[
                count(*) filter (where r.action = 1), count(*) filter (where r.action = 2),
                count(*) filter (where r.action = 3), count(*) filter (where r.action = 4),
                count(*) filter (where r.action = 5), count(*) filter (where r.action = 6),
                count(*) filter (where r.action = 7), count(*) filter (where r.action is null)
            ]::integer[] as actions,
            min(r.occurred_at) as first_at,
            max(r.occurred_at) as last_at,
            array_agg(floor(extract(epoch from r.time_of_day) / 3600)::integer) as hour_list,
            (count(*) filter (where r.arrival_day > r.occurred_day))::integer as late,
            (count(*) filter (where r.implausible))::integer as implausible,
            min(r.arrival_day) filter (where not r.implausible) as first_arrival,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.action = 1 and r.user_hash is not null and not r.implausible))::integer as log_in_users,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.action = 2 and r.user_hash is not null and not r.implausible))::integer as log_out_users,
            (count(distinct (r.user_epoch, r.user_hash))
                filter (where r.action in (1, 2) and r.user_hash is not null and not r.implausible))::integer
                as log_in_or_out_users
        from of_day r
        group by r.build_id, r.occurred_day
    ),
    arrived as (
        select t.build_id, t.day, count(*)::integer as arrived
        from target t
        join receipt r on r.build_id = t.build_id and r.arrival_day = t.day
        where r.arrival_day = any ($4)
        group by t.build_id, t.day
    ),
    rejected as (
        select t.build_id, t.day, count(*)::integer as rejected
        from scope t
        join key k on k.build_id = t.build_id
        join quarantine q on q.key_id = k.key_id and q.arrival_day = t.arrival_day
            and coalesce(q.occurred_day, q.arrival_day) = t.day
        where q.arrival_day = any ($4) and q.lane <> 'test'
            -- What was moved is among the receipts.
            and not exists (select from quarantine_move m where m.batch_id = q.batch_id and m.ordinal = q.ordinal)
        group by t.build_id, t.day
    )
    select t.build_id, t.day,
        coalesce(c.receipts, 0), coalesce(c.distinct_tuples, 0), coalesce(c.slots, repeat('0', 144)::bit(144)),
        coalesce(c.users, 0), coalesce(c.actions, array_fill(0, array[8])), c.first_at, c.last_at,
        (
            select array_agg((select count(*)::integer from unnest(c.hour_list) as x (hour) where x.hour = h)
                order by h)
            from generate_series(0, 23) as h
        ),
        coalesce(c.late, 0), coalesce(j.rejected, 0), coalesce(c.implausible, 0), coalesce(a.arrived, 0),
        -- |A and B| = |A| + |B| - |A or B|.
        coalesce(c.log_in_users, 0), coalesce(c.log_in_users + c.log_out_users - c.log_in_or_out_users, 0),
        t.arrival_days, c.first_arrival
    from target t
    left join counted c using (build_id, day)
    left join arrived a using (build_id, day)
    left join rejected j using (build_id, day)
$$;
