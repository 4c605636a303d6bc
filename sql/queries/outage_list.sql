select outage_id, began_at, ended_at, cause, detail, known_at, superseded_at
from outage
where case
    when $1::timestamptz is null then superseded_at is null
    else known_at <= $1 and (superseded_at is null or superseded_at > $1)
end
order by began_at, outage_id
