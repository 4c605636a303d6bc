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
last_name as (
    select distinct on (number) number, coalesce(name, number) as name
    from named
    order by number, name is null, line desc
),
last_email as (
    select distinct on (number) number, email
    from named
    where email is not null
    order by number, line desc
)
insert into company (number, name, email)
select n.number, n.name, e.email
from last_name n
left join last_email e using (number)
on conflict (number) do update set name = excluded.name, email = coalesce(excluded.email, company.email)
where (company.name, company.email) is distinct from (excluded.name, coalesce(excluded.email, company.email))
