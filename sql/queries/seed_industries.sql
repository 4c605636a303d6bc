insert into industry (code, name_ko, revision)
select code, name_ko, revision
from jsonb_to_recordset($1::jsonb) as f (code text, name_ko text, revision integer)
on conflict (code) do update set name_ko = excluded.name_ko, revision = excluded.revision
