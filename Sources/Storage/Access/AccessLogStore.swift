package import Domain
import Postgres

/// Who read what: the access log.
package struct AccessLogStore: Store {
    let database: Database

    /// Appends to the access log: all or none; twice where the connection was lost in between.
    package func add(_ entries: [AccessLogEntry]) async throws {
        let parameters: [Parameter] = [
            .textArray(entries.map(\.at.sqlText)), .intArray(entries.map(\.tokenID)),
            .textArray(entries.map { $0.personID.map(String.init) }),
            .textArray(entries.map(\.role.rawValue)), .textArray(entries.map(\.label)),
            .textArray(entries.map(\.address)),
            .textArray(entries.map { "{\($0.builds.map(String.init).joined(separator: ","))}" }),
            .textArray(entries.map { $0.caseID.map(String.init) }), .textArray(entries.map(\.task)),
            .textArray(entries.map { "{\"query\": \(jsonText($0.query)), \"rows\": \($0.rows)}" }),
            .textArray(entries.map(\.purpose)), .intArray(entries.map { Int64($0.status) }),
        ]
        // Rather twice than never.
        _ = try await rows(Query("access_log_add"), parameters, within: .seconds(5))
    }

    /// Lines of the access log, the latest first.
    package func lines(_ filter: AccessLogFilter) async throws -> [AccessLogLine] {
        let query = Query(reading: "access_log_read") { row in
            AccessLogLine(
                id: try row.int64("entry_id"), at: try row.timestamp("at"),
                tokenID: try row.int64("token_id"),
                personID: try row.optionalInt("person_id"), role: try row.string("role"),
                label: try row.string("label"),
                address: try row.optionalText("address"),
                builds: try row.integers("builds").map { Int64($0) },
                caseID: try row.optionalInt("case_id"), task: try row.string("task"),
                query: try row.optionalText("query"),
                rows: try row.optionalInt("row_count").map { Int($0) },
                purpose: try row.optionalText("purpose"),
                status: try row.int("status"))
        }
        return try await read { session in
            try session.rows(
                query,
                [
                    .time(filter.from), .time(filter.to), .text(filter.build), .int(filter.personID),
                    .int(filter.tokenID), .int(filter.before), .int(Int64(filter.limit)),
                ])
        }
    }

    /// The codes of builds by their ids; those that are gone are missing.
    package func buildCodes(_ ids: Set<Int64>) async throws -> [Int64: String] {
        try await read { session in
            Dictionary(
                uniqueKeysWithValues: try session.rows(
                    Query(reading: "access_log_codes") { (try $0.int64("build_id"), try $0.string("code")) },
                    [.intArray(ids.sorted())]))
        }
    }

    /// Forgets lines of the access log older than so many days, 365 at least.
    ///
    /// - Returns: of how many.
    package func forget(keepingDays days: Int, now: Timestamp) async throws -> Int {
        try await write { session in
            try session.first(
                Query(reading: "access_log_forget") { try $0.int("access_log_forget") },
                [.int(Int64(days)), .time(now)]) ?? 0
        }
    }
}
