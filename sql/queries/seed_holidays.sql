insert into holiday (day, name, kind, source)
select date, name, kind, source
from jsonb_to_recordset($1::jsonb) as f (date date, name text, kind text, source text)
on conflict (day) do nothing
