-- Whether a company is the adopter or the supplier of a case's build on a day.
create or replace function case_party_is(in_case bigint, in_party text, number text, on_day date) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin
    return in_party = 'supplier' and exists (
        select from review_case c
        join build b on b.build_id = c.build_id
        cross join lateral active_supplier(b.project_id, on_day) s
        where c.case_id = in_case and s.number = case_party_is.number
    ) or in_party = 'adopter' and exists (
        select from review_case c
        join build b on b.build_id = c.build_id
        join party y on y.project_id = b.project_id and y.role = in_party
        join company f on f.company_id = y.company_id
        where c.case_id = in_case and f.number = case_party_is.number and is_in_force(y.valid_from, y.valid_to, on_day)
    ) or in_party = 'adopter' and exists (
        select from review_case c
        join build b on b.build_id = c.build_id
        join site t on t.site_id = b.site_id
        join company f on f.company_id = t.company_id
        where c.case_id = in_case and f.number = case_party_is.number
    );
end
$$;
