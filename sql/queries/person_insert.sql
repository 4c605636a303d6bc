-- A name that somebody else is shown by already gets what tells the two apart.
insert into person (issuer, subject, shown_name, first_seen_at)
select $1, $2,
    case when exists (select from person p where p.shown_name = $3) then $3::text || ' (' || $4::text || ')' else $3 end,
    $5
on conflict (issuer, subject) do nothing
