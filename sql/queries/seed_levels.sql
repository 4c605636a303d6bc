insert into level (scale, code, name_ko, rank)
select scale, code, name_ko, rank
from jsonb_to_recordset($1::jsonb) as f (scale text, code text, name_ko text, rank integer)
on conflict (scale, code) do update set name_ko = excluded.name_ko, rank = excluded.rank
