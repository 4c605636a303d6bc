select a.name, p.person_id, p.shown_name, a.role, a.verifier, a.must_change, a.made_at, a.changed_at, a.disabled_at
from local_account a
join person p on p.person_id = a.person_id
order by a.name
