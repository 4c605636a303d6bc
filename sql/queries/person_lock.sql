select pg_advisory_xact_lock(hashtextextended('afterbuild.person', $1::bigint))
