-- As known at $1 (null: as known); $2: also declared ones that had been withdrawn.
select outage_id, began_at, ended_at, cause, detail, known_at, superseded_at, declared_by,
    case when withdrawn_by is not null and ($1::timestamptz is null or superseded_at <= $1) then superseded_at end
        as withdrawn_at, withdrawn_by, withdrawal_reason
from outage
where ($1 is null or known_at <= $1)
    and (superseded_at is null or superseded_at > $1 or ($2::boolean and cause = 'declared'))
order by began_at, outage_id
