select h.day, h.name, h.kind, h.source, h.origin
from holiday h
where $1::integer is null or extract(year from h.day) = $1
order by h.day
