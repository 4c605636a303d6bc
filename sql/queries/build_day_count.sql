select count(*)::bigint as days from build_day where superseded_at is null
