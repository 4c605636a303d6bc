select state, count(*)::integer as deliveries from outbox_recipient group by state order by state
