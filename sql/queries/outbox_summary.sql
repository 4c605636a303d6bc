select state, count(*)::integer from outbox_recipient group by state order by state
