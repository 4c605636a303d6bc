-- Brings the outages of the last 35 days into line with the intervals of presence, and returns the new ones.
--
-- Running it again changes nothing. A gap that another instance has filled meanwhile is superseded. Outages that a person
-- declared are left alone: presence neither confirms nor disproves them.
create or replace function outages_record(moment timestamptz) returns setof outage
language plpgsql set search_path = public, pg_temp as $$
declare
    since constant timestamptz := moment - interval '35 days';
begin
    -- Two instances at once would find the same gap new.
    perform pg_advisory_xact_lock(hashtext('afterbuild.outages'));
    update outage o set superseded_at = greatest(moment, o.known_at)
    where o.superseded_at is null and o.cause <> 'declared' and o.ended_at > since
        and not exists (
            select from outage_gaps(since) g
            where (g.began_at, g.ended_at, g.cause, g.detail) = (o.began_at, o.ended_at, o.cause, o.detail)
        );
    return query
        insert into outage (began_at, ended_at, cause, detail, known_at)
        select g.began_at, g.ended_at, g.cause, g.detail, moment
        from outage_gaps(since) g
        where not exists (
            select from outage o
            where o.superseded_at is null and o.cause <> 'declared' and o.began_at = g.began_at and o.ended_at = g.ended_at
        )
        order by g.began_at
        returning *;
end
$$;
