insert into site (company_id, serial, name, region_code, address, ksic, size_class, headcount, workdays, shifts,
    works_on_holidays, shutdowns)
select distinct on (c.company_id, s.site_serial) c.company_id, s.site_serial, s.site_name, s.region_code, s.address,
    s.ksic, s.size_class, s.headcount, s.workdays, s.shifts, s.works_on_holidays, s.shutdowns
from registry_staging s
join company c on c.number = s.adopter_number
order by c.company_id, s.site_serial, s.line desc
on conflict (company_id, serial) do update set
    name = excluded.name, region_code = excluded.region_code, address = excluded.address, ksic = excluded.ksic,
    size_class = excluded.size_class, headcount = excluded.headcount, workdays = excluded.workdays,
    shifts = excluded.shifts, works_on_holidays = excluded.works_on_holidays, shutdowns = excluded.shutdowns
where (site.name, site.region_code, site.address, site.ksic, site.size_class, site.headcount, site.workdays,
        site.shifts, site.works_on_holidays, site.shutdowns)
    is distinct from (excluded.name, excluded.region_code, excluded.address, excluded.ksic, excluded.size_class,
        excluded.headcount, excluded.workdays, excluded.shifts, excluded.works_on_holidays, excluded.shutdowns)
