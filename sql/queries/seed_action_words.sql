insert into action_word (word, code, source)
select word, code, source
from jsonb_to_recordset($1::jsonb) as f (word text, code text, source text)
on conflict (word) do update set code = excluded.code, source = excluded.source
