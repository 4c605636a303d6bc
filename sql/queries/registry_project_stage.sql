-- The builds of project $1 as they are, with another supplier: for the statements of an import that move suppliers.
insert into registry_staging (line, build_code, project_code, programme_code, adopter_number, adopter_name,
    supplier_number, supplier_name, supplier_email, site_serial, workdays, works_on_holidays, shutdowns, intake_profile)
select 1, b.code, p.code, p.programme_code, a.number, a.name, $2, $3, $4, t.serial, t.workdays, t.works_on_holidays,
    t.shutdowns, b.intake_profile
from project p
join build b on b.project_id = p.project_id
join site t on t.site_id = b.site_id
join company a on a.company_id = t.company_id
where p.project_id = $1
