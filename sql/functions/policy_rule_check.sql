-- What was back-tested or activated is never added to: another version takes its place.
create or replace function policy_rule_check() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if exists (select from backtest b where b.policy_id = new.policy_id)
        or exists (select from policy_activation a where a.policy_id = new.policy_id)
    then
        raise exception 'policy % was back-tested or activated; its rules stay as they are', new.policy_id
            using errcode = '23514', hint = 'Draft a new version.';
    end if;
    return new;
end
$$;

create or replace trigger policy_rule_check before insert on policy_rule
    for each row execute function policy_rule_check();
create or replace trigger policy_rule_step_check before insert on policy_rule_step
    for each row execute function policy_rule_check();
