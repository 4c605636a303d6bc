insert into holiday (day, name, kind, source, origin)
values ($1, $2, $3, $4, 'command')
on conflict (day) do update set
    name = excluded.name, kind = excluded.kind, source = excluded.source, origin = excluded.origin
where (holiday.name, holiday.kind, holiday.source) is distinct from (excluded.name, excluded.kind, excluded.source)
returning xmax = 0 as is_new
