select lane, code, key_digits, build_code, dialect, records, moved, first_at, last_at, newest
from quarantine_list($1, $2, $3, $4, $5)
