package import Domain
import Postgres

extension CaseStore {
    /// Whether steps of cases may have times of their own, as they only may where everything is simulated.
    package func isClockFree() async throws -> Bool {
        try await read { session in
            try session.first(Query(reading: "case_clock_free") { try $0.bool("is_free") }) ?? false
        }
    }

    /// Frees the case clock or ties it to the database's.
    ///
    /// - Returns: whether that changed anything.
    /// - Throws: `PostgresError` for every role but the owner's.
    package func setClock(isFree: Bool, actor: String, now: Timestamp) async throws -> Bool {
        try await write { session in
            let query = Query(reading: "case_clock_set") { try $0.bool("is_free") }
            guard try session.first(query, [.bool(isFree)]) != nil else { return false }
            try session.audit("case clock", of: isFree ? "free" : "tied", by: actor, at: now)
            return true
        }
    }
}
