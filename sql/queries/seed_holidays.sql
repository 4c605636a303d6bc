-- What the agency entered or removed by a command stays as it is.
insert into holiday (day, name, kind, source)
select f.date, f.name, f.kind, f.source
from jsonb_to_recordset($1::jsonb) as f (date date, name text, kind text, source text)
where coalesce((
    select v.state
    from registry_version v
    where v.entity = 'holiday' and v.entity_key = to_char(f.date, 'YYYY-MM-DD')
    order by v.version desc
    limit 1
) <> '{"removed": true}', true)
on conflict (day) do update set name = excluded.name, kind = excluded.kind, source = excluded.source
where holiday.origin = 'seed'
    and (holiday.name, holiday.kind, holiday.source) is distinct from (excluded.name, excluded.kind, excluded.source)
