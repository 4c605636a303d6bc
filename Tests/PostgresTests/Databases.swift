import Postgres
import Synchronization
import TestSupport

/// Runs `body` with a pool on a fresh database; the pool is closed afterwards.
func withPool<T: Sendable>(
    size: Int = 2, statements: [Statement] = [], setup: [String] = [],
    statementTimeout: Duration = .seconds(30),
    onNotice: @escaping @Sendable (String) -> Void = { _ in }, _ body: (Pool) async throws -> T
) async throws -> T {
    try await TestDatabase.withDatabase(named: "postgres_tests") { conninfo in
        let pool = Pool(
            PoolConfiguration(
                conninfo: conninfo, size: size,
                statements: Dictionary(uniqueKeysWithValues: statements.map { ($0.name, $0) }), setup: setup,
                statementTimeout: statementTimeout, applicationName: "postgres-tests", onNotice: onNotice))
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
        await pool.close()
        return try outcome.get()
    }
}

/// The first value of the answer to `sql`, as text.
func value(_ pool: Pool, _ sql: String) async throws -> String? {
    try await pool.withSession { session in try session.run(sql, as: "value").text(0, 0) }
}

/// Returns when so many sessions of this database run `pg_sleep`.
func sessionsSleep(_ count: Int, seenBy pool: Pool) async throws {
    try await eventually("\(count) sessions in pg_sleep") {
        try await value(
            pool,
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'
            """) == "\(count)"
    }
}

/// The cluster's own database, for tests that leave nothing in it.
enum SharedDatabase {
    static func connection() async throws -> Connection {
        Connection(PoolConfiguration(conninfo: TestDatabase.url))
    }
}

/// What happened, in the order in which it happened, noted from any thread.
final class Journal: Sendable {
    private let entries = Mutex<[Int]>([])

    func note(_ entry: Int) { entries.withLock { $0.append(entry) } }
    var all: [Int] { entries.withLock { $0 } }
}
