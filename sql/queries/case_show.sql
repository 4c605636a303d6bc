select c.case_id, b.build_id, b.code as build_code, c.agreement_date, c.conduct_date, c.rule_version, c.answer_days,
    array(select g.signal_id from case_signal g where g.case_id = c.case_id order by g.signal_id) as signals
from review_case c
join build b on b.build_id = c.build_id
where c.case_id = $1
