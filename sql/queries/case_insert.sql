insert into review_case (build_id, agreement_date, conduct_date, rule_version, answer_days)
select b.build_id, $2, $3, $4, $5
from build b
where b.code = $1
returning case_id
