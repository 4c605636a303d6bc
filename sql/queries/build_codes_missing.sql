select f.code, f.ordinal::integer
from unnest($1::text[]) with ordinality as f (code, ordinal)
where not exists (select from build b where b.code = f.code)
