insert into change_class (kind, from_year, from_krw, class, source)
select kind, from_year, from_krw, class, source
from jsonb_to_recordset($1::jsonb) as f (kind text, from_year integer, from_krw bigint, class text, source text)
on conflict (kind, from_year, from_krw) do update set class = excluded.class, source = excluded.source
