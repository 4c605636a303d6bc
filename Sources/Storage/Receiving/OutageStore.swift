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
    ///
    /// - Parameter includesWithdrawn: also declared ones that had been withdrawn by then.
    package func list(
        asOf time: Timestamp? = nil, includesWithdrawn: Bool = false
    ) async throws -> [Outage] {
        try await read { session in
            try list(asOf: time, includesWithdrawn: includesWithdrawn, in: session)
        }
    }

    /// Writes down an outage that no collector could see; its number, or `nil` where this interval is declared already.
    package func declare(
        _ declaration: OutageDeclaration, actor: String, now: Timestamp
    ) async throws -> Int64? {
        try await write { session in
            let id = try session.first(
                Query(reading: "outage_declare") { try $0.int64("outage_id") },
                [
                    .time(declaration.beganAt), .time(declaration.endedAt), .text(declaration.reason),
                    .text(actor), .time(now),
                ])
            guard let id else { return nil }
            try session.audit(
                "outage add", of: "outage \(id)",
                OutageDetails(
                    from: declaration.beganAt.iso8601, to: declaration.endedAt.iso8601,
                    reason: declaration.reason),
                by: actor, at: now)
            return id
        }
    }

    /// Takes a declared outage back: from `now` on it is known to have been none.
    ///
    /// - Returns: false when there is no declared one of this number in force; a recorded one is never taken back so.
    package func withdraw(
        _ id: Int64, reason: String, actor: String, now: Timestamp
    ) async throws -> Bool {
        try await write { session in
            let count = try session.run(
                Query("outage_withdraw"), [.int(id), .text(reason), .text(actor), .time(now)])
            guard count > 0 else { return false }
            try session.audit(
                "outage withdraw", of: "outage \(id)", ReasonDetails(reason: reason), by: actor, at: now)
            return true
        }
    }
}

extension OutageStore {
    func list(
        asOf time: Timestamp?, includesWithdrawn: Bool = false, in session: borrowing Session
    ) throws -> [Outage] {
        try session.rows(Query(reading: "outage_list", outage), [.time(time), .bool(includesWithdrawn)])
    }
}

private func outage(_ row: borrowing RowReader) throws -> Outage {
    Outage(
        id: try row.int64("outage_id"), beganAt: try row.timestamp("began_at"),
        endedAt: try row.timestamp("ended_at"),
        cause: try row.string("cause"), detail: try row.string("detail"),
        knownAt: try row.timestamp("known_at"),
        supersededAt: try row.optionalTimestamp("superseded_at"),
        declaredBy: try row.optionalText("declared_by"), withdrawal: try withdrawal(row))
}
