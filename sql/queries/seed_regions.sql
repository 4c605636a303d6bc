insert into region (code, name_ko, valid_from, valid_to)
select code, name_ko, coalesce(valid_from, '1900-01-01'), valid_to
from jsonb_to_recordset($1::jsonb) as f (code text, name_ko text, valid_from date, valid_to date)
on conflict (code, valid_from) do update set name_ko = excluded.name_ko, valid_to = excluded.valid_to
