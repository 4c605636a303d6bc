-- Receipts of yesterday are no news of a window that still goes on.
delete from window_touch t
where t.cause = 'late receipts' and not exists (
    select from window_version v
    where v.build_id = t.build_id and v.superseded_at is null and v.window_to >= t.from_day
)
