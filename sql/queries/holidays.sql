select day, name, kind from holiday order by day
