insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing, policy_id, opened_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning incident_id
