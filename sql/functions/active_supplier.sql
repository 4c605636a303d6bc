-- Which supplier a build's project has on a day: of the contracts in force on it the newest. Domain decides the same in
-- `[SupplierContract].inForce(on:)`; a test compares the two.
--
-- Without settings of their own, so that PostgreSQL writes these functions out in the query.
create or replace function is_in_force(valid_from date, valid_to date, on_day date) returns boolean
language sql immutable as $$
    select $1 <= $3 and ($2 is null or $2 >= $3)
$$;

create or replace function active_supplier(of_project bigint, on_day date) returns table (
    company_id bigint, number text, name text, valid_from date, valid_to date)
language sql stable as $$
    select y.company_id, c.number, c.name, y.valid_from, y.valid_to
    from party y
    join company c on c.company_id = y.company_id
    where y.project_id = $1 and y.role = 'supplier' and is_in_force(y.valid_from, y.valid_to, $2)
    order by y.valid_from desc, y.valid_to desc nulls first, y.company_id
    limit 1
$$;

-- The projects whose supplier on a day is the company with this number.
create or replace function supplied_projects(supplier text, on_day date) returns table (project_id bigint)
language sql stable as $$
    select distinct y.project_id
    from company c
    join party y on y.company_id = c.company_id and y.role = 'supplier'
    cross join lateral active_supplier(y.project_id, $2) s
    where c.number = $1 and s.company_id = c.company_id
$$;
