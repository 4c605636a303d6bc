package import Domain
import Postgres

/// Our own outages, which count for no build.
package struct OutageStore: Store {
    let database: Database

    /// Writes down when collectors could receive, in one transaction; may be repeated.
    ///
    /// - Parameter limit: after this long the call throws an outage, and the intervals may be stored or not.
    package func recordPresence(_ intervals: [PresenceInterval], within limit: Duration) async throws {
        try await database.pool.transaction(within: limit) { session in
            for interval in intervals {
                try session.run(
                    Query("presence_record"),
                    [
                        .int(Int64(interval.instance)), .time(interval.beganAt), .time(interval.seenAt),
                        .text(interval.ending?.rawValue), .text(interval.detail),
                    ])
            }
        }
    }

    /// Brings the outages of the last 35 days into line with what collectors wrote down, and gives the new ones.
    ///
    /// - Parameter limit: after this long the call throws an outage.
    @discardableResult
    package func record(
        now: Timestamp, within limit: Duration = .seconds(60)
    ) async throws -> [Outage] {
        try await database.pool.transaction(within: limit) { session in
            try session.rows(Query(reading: "outages_record", outage), [.time(now)])
        }
    }

    /// Outages as they were known at an instant, or as they are known.
    package func list(asOf time: Timestamp? = nil) async throws -> [Outage] {
        try await read { session in
            try list(asOf: time, in: session)
        }
    }
}

extension OutageStore {
    func list(asOf time: Timestamp?, in session: borrowing Session) throws -> [Outage] {
        try session.rows(Query(reading: "outage_list", outage), [.time(time)])
    }
}

private func outage(_ row: borrowing RowReader) throws -> Outage {
    Outage(
        id: try row.int64("outage_id"), beganAt: try row.timestamp("began_at"),
        endedAt: try row.timestamp("ended_at"),
        cause: try row.string("cause"), detail: try row.string("detail"),
        knownAt: try row.timestamp("known_at"),
        supersededAt: try row.optionalTimestamp("superseded_at"))
}
