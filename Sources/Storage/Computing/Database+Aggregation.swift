package import Domain
import Postgres

extension Database {
    /// Recomputes the build days that something arrived for, at most `limit` of them.
    ///
    /// One transaction: what is taken from the list of touched days is computed, or nothing is. Receipts that commit
    /// meanwhile leave their own entries and are computed by a later call.
    /// - Parameter gathering: whether what was touched since the last call is put on the list first.
    /// - Returns: how many build days were taken, and how many of them changed.
    package func aggregate(
        limit: Int, now: Timestamp, gathering: Bool = true
    ) async throws -> (taken: Int, changed: Int) {
        try await write { session in
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.aggregate'))", as: "aggregate_lock")
            if gathering { try files.run(Query("touched_days_gather"), in: session) }
            let scope = try files.rows(
                Query(reading: "touched_days_take") {
                    (build: try $0.int64(0), day: try $0.day(1), arrival: try $0.day(2))
                }, in: session, [.int(Int64(limit))])
            guard !scope.isEmpty else { return (0, 0) }
            let partitions = Set(scope.map(\.arrival)).union(scope.map(\.day)).sorted()
            let parameters: [Parameter] = [
                .intArray(scope.map(\.build)), .days(scope.map(\.day)), .days(scope.map(\.arrival)),
                .days(partitions),
                .time(now),
            ]
            try files.run(Query("build_day_users_add"), in: session, parameters)
            let recomputed = try files.rows(
                Query(reading: "build_days_recompute") {
                    (build: try $0.int64(0), day: try $0.day(1), isSign: try $0.bool(2))
                }, in: session, parameters)
            let signs = recomputed.filter(\.isSign)
            try files.run(
                Query("build_listing_heard"), in: session,
                [.intArray(signs.map(\.build)), .days(signs.map(\.day))])
            let changed = recomputed.map { (build: $0.build, day: $0.day) }
            try files.touchWindows(changed, now: now, in: session)
            try files.announceDays(changed, now: now, in: session)
            try files.stalePhaseUsage(changed, in: session)
            let taken = Set(scope.map { "\($0.build) \($0.day)" }).count
            return (taken, changed.count)
        }
    }

    /// How many build days there are.
    package func buildDayCount() async throws -> Int {
        try await read { session in
            try files.first(Query(reading: "build_day_count") { try $0.int(0) }, in: session)
        } ?? 0
    }

    /// The first arrival day of which receipts still exist; `nil` where there are none.
    package func firstReceiptDay() async throws -> Day? {
        try await read { session in
            try files.first(Query(reading: "receipt_partition_first") { try $0.optionalDay(0) }, in: session)
        } ?? nil
    }

    /// Build days between `days`, and those for which something arrived then, whose stored figures differ from their
    /// receipts: there must be none.
    ///
    /// Days of which receipts are gone are left out.
    package func differingBuildDays(_ days: ClosedRange<Day>) async throws -> [(buildID: Int64, day: Day)] {
        let first = try await firstReceiptDay()
        return try await read { session in
            // Millions of receipts take longer than a statement may elsewhere.
            _ = try session.run("set local statement_timeout = '30min'", as: "proof_timeout")
            return try files.rows(
                Query(reading: "build_days_differing") { (buildID: try $0.int64(0), day: try $0.day(1)) },
                in: session, [.day(days.lowerBound), .day(days.upperBound), .day(first ?? days.lowerBound)])
        }
    }
}
