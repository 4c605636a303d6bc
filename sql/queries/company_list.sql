-- Companies with what they are to projects. $1 number, $2 to $4 the scope: programmes, supplier (only the companies of
-- the builds that it supplies on $7, and then only parts that are in force), regions. After number $5.
with visible as (
    select distinct b.project_id, t.company_id as adopter
    from build b
    join project p on p.project_id = b.project_id
    join site t on t.site_id = b.site_id
    where ($2::text[] is null or p.programme_code = any ($2))
        and ($3::text is null or b.project_id in (select s.project_id from supplied_projects($3, $7::date) s))
        and ($4::text[] is null or t.region_code = any ($4))
),
parts as (
    select y.company_id, y.role, p.code as project, y.valid_from, y.valid_to
    from (select distinct v.project_id from visible v) v
    join party y on y.project_id = v.project_id
    join project p on p.project_id = v.project_id
    where $3 is null or is_in_force(y.valid_from, y.valid_to, $7)
    union
    -- The owner of the site is the adopter, whether or not the registry names it a party.
    select v.adopter, 'adopter', p.code, null, null
    from visible v
    join project p on p.project_id = v.project_id
    where not exists (
        select from party y where y.project_id = v.project_id and y.role = 'adopter' and y.company_id = v.adopter)
),
page as (
    select c.company_id, c.number, c.name
    from company c
    where c.company_id in (select company_id from parts)
        and ($1::text is null or c.number = $1) and ($5::text is null or c.number > $5)
    order by c.number
    limit $6
)
select c.number, c.name, y.role, y.project, y.valid_from, y.valid_to
from page c
join parts y on y.company_id = c.company_id
order by c.number, y.role, y.project, y.valid_from nulls first
