-- A delivery that is sent is a read of its build's data by the subscription's token: one line a delivery.
insert into access_log (at, token_id, person_id, role, label, builds, task, detail, status)
select $2, t.token_id, t.person_id, t.role, t.label, array[d.build_id], 'webHook',
    jsonb_build_object('query', format('id=%s&delivery=%s', s.subscription_id, d.delivery_id), 'rows', 1), 200
from webhook_delivery d
join webhook_subscription s using (subscription_id)
join api_token t using (token_id)
where d.delivery_id = $1 and d.attempts = 0 and d.build_id is not null
