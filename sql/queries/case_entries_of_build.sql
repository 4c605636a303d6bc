-- The states that cases of a build entered, newest first, as known at $2 (null: as known).
select c.case_id, s.at, s.state, s.reason, s.due_on
from review_case c
join case_step s on s.case_id = c.case_id
where c.build_id = $1 and s.kind = 'entered' and ($2::timestamptz is null or s.at <= $2)
order by s.at desc, c.case_id desc, s.ordinal desc
