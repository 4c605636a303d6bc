with named as (
    select number, name, email, line
    from registry_staging s
    cross join lateral (values
        (s.adopter_number, s.adopter_name, null::text),
        (s.supplier_number, s.supplier_name, s.supplier_email),
        (s.lead_number, s.lead_name, null),
        (s.supervision_number, s.supervision_name, null)
    ) as c (number, name, email)
    where number is not null
),
last_named as (
    select distinct on (number) number, coalesce(name, number) as name,
        (select n.email from named n where n.number = named.number and n.email is not null order by line desc limit 1)
            as email
    from named
    order by number, name is null, line desc
)
insert into company (number, name, email)
select number, name, email from last_named
on conflict (number) do update set name = excluded.name, email = coalesce(excluded.email, company.email)
where (company.name, company.email) is distinct from (excluded.name, coalesce(excluded.email, company.email))
