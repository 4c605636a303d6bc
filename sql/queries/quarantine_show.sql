select lane, code, received_at, occurred_at, key_digits, key_id, build_code, dialect, repairs, sealed_bytes,
    forgotten_at, moved_at, moved_to, order_id
from quarantine_show($1)
