insert into programme (code, year, group_ko, name_ko, support_type_ko, cap_krw, share_percent, months,
    extension_months_max, entry_level, agency_ko, monitorable, as_months, source)
select code, year, group_ko, name_ko, support_type_ko, cap_krw, share_percent, months, extension_months_max,
    entry_level, agency_ko, monitorable, coalesce(as_months, 6), source
from jsonb_to_recordset($1::jsonb) as f (code text, year integer, group_ko text, name_ko text, support_type_ko text,
    cap_krw bigint, share_percent numeric, months integer, extension_months_max integer, entry_level text,
    agency_ko text, monitorable boolean, as_months integer, source text)
on conflict (code) do update set
    year = excluded.year, group_ko = excluded.group_ko, name_ko = excluded.name_ko,
    support_type_ko = excluded.support_type_ko, cap_krw = excluded.cap_krw, share_percent = excluded.share_percent,
    months = excluded.months, extension_months_max = excluded.extension_months_max,
    entry_level = excluded.entry_level, agency_ko = excluded.agency_ko, monitorable = excluded.monitorable,
    as_months = excluded.as_months, source = excluded.source
