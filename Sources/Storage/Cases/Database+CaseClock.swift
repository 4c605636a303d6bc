package import Domain
import Postgres

extension Database {
    /// Whether steps of cases may have times of their own, as they only may where everything is simulated.
    package func isCaseClockFree() async throws -> Bool {
        try await read { session in
            try files.first(Query(reading: "case_clock_free") { try $0.bool(0) }, in: session) ?? false
        }
    }

    /// Frees the case clock or ties it to the database's.
    ///
    /// - Returns: whether that changed anything.
    /// - Throws: `PostgresError` for every role but the owner's.
    package func setCaseClock(isFree: Bool, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            let query = Query(reading: "case_clock_set") { try $0.bool(0) }
            guard try files.first(query, in: session, [.bool(isFree)]) != nil else { return false }
            try audit("case clock", subject: isFree ? "free" : "tied", "{}", actor, now, in: session)
            return true
        }
    }
}
