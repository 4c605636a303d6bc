select count(*)::bigint from build_day where superseded_at is null
