select secret, case when old_secret_until > $2 then old_secret end as old_secret
from webhook_subscription where subscription_id = $1
