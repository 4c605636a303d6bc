insert into programme_phase (number, name_ko, actors_ko)
select number, name_ko, actors_ko
from jsonb_to_recordset($1::jsonb) as f (number integer, name_ko text, actors_ko text)
on conflict (number) do update set name_ko = excluded.name_ko, actors_ko = excluded.actors_ko
