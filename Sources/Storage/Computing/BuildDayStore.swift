package import Domain
import Postgres

/// Build days: the counts of one build on one day.
package struct BuildDayStore: Store {
    let database: Database

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
            if gathering { try session.run(Query("touched_days_gather")) }
            let scope = try session.rows(
                Query(reading: "touched_days_take") {
                    (
                        build: try $0.int64("build_id"), day: try $0.day("day"),
                        arrival: try $0.day("arrival_day")
                    )
                }, [.int(Int64(limit))])
            guard !scope.isEmpty else { return (0, 0) }
            let partitions = Set(scope.map(\.arrival)).union(scope.map(\.day)).sorted()
            let parameters: [Parameter] = [
                .intArray(scope.map(\.build)), .days(scope.map(\.day)), .days(scope.map(\.arrival)),
                .days(partitions),
                .time(now),
            ]
            try session.run(Query("build_day_users_add"), parameters)
            let recomputed = try session.rows(
                Query(reading: "build_days_recompute") {
                    (build: try $0.int64("build_id"), day: try $0.day("day"), isSign: try $0.bool("has_sign"))
                }, parameters)
            let signs = recomputed.filter(\.isSign)
            try session.run(
                Query("build_listing_heard"),
                [.intArray(signs.map(\.build)), .days(signs.map(\.day))])
            let changed = recomputed.map { (build: $0.build, day: $0.day) }
            try database.windows.touchWindows(changed, now: now, in: session)
            try database.feed.announceDays(changed, now: now, in: session)
            try database.phases.stalePhaseUsage(changed, in: session)
            let taken = Set(scope.map { "\($0.build) \($0.day)" }).count
            return (taken, changed.count)
        }
    }

    /// How many build days there are.
    package func count() async throws -> Int {
        try await read { session in
            try session.first(Query(reading: "build_day_count") { try $0.int("days") })
        } ?? 0
    }

    /// The first arrival day whose receipts still exist; `nil` where there are none.
    package func firstReceiptDay() async throws -> Day? {
        try await read { session in
            try session.first(Query(reading: "receipt_partition_first") { try $0.optionalDay("day") })
        } ?? nil
    }

    /// Build days between `days`, and those for which something arrived then, whose stored figures differ from their
    /// receipts: there must be none.
    ///
    /// Days whose receipts were dropped are left out.
    package func differing(_ days: ClosedRange<Day>) async throws -> [(buildID: Int64, day: Day)] {
        let first = try await firstReceiptDay()
        return try await read { session in
            // Millions of receipts take longer than a statement may elsewhere.
            _ = try session.run("set local statement_timeout = '30min'", as: "proof_timeout")
            return try session.rows(
                Query(reading: "build_days_differing") {
                    (buildID: try $0.int64("build_id"), day: try $0.day("day"))
                },
                [.day(days.lowerBound), .day(days.upperBound), .day(first ?? days.lowerBound)])
        }
    }
}

extension BuildDayStore {
    /// The build days of one build in a range, in their order.
    func days(
        of build: Int64, _ range: ClosedRange<Day>, asOf: Timestamp? = nil, in session: borrowing Session
    ) throws -> [BuildDay] {
        let parameters: [Parameter] = [.int(build), .day(range.lowerBound), .day(range.upperBound)]
        return if let asOf {
            try session.rows(Query(reading: "build_days_as_of", readDay), parameters + [.time(asOf)])
        } else {
            try session.rows(Query(reading: "build_days", readDay), parameters)
        }
    }
}

private func readDay(_ row: borrowing RowReader) throws -> BuildDay {
    guard let slots = DaySlots(bits: try row.string("slots")) else {
        throw UnexpectedRow(query: "build_days", column: "slots")
    }
    return BuildDay(
        day: try row.day("day"), receipts: try row.int("receipts"),
        distinctTuples: try row.int("distinct_tuples"), slots: slots,
        users: try row.int("users"), actions: try row.integers("actions"),
        first: try row.optionalTimestamp("first_at"),
        last: try row.optionalTimestamp("last_at"), hours: try row.integers("hours"),
        late: try row.int("late"),
        rejected: try row.int("rejected"), implausible: try row.int("implausible"),
        arrived: try row.int("arrived"),
        logInUsers: try row.int("log_in_users"), logInPairs: try row.int("log_in_pairs"),
        lag: max(0, Int(try row.optionalInt("lag") ?? 0)))
}
