-- How many of the builds that fleet($1 to $13) gives are in each phase, how many of them have open signals, and how many
-- of those there are.
select f.phase, count(*) as builds, count(*) filter (where f.open_signals > 0) as observed,
    sum(f.open_signals) as open_signals
from fleet($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) f
group by f.phase
