insert into key (build_id, key_hash, hint, origin, issued_at, existed_from)
select b.build_id, $2, $3, $4, $5, ($5::timestamptz at time zone 'Asia/Seoul')::date
from build b
where b.code = $1
returning key_id
