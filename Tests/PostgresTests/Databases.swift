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
                conninfo: conninfo, size: size, statements: statements, setup: setup,
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

/// Returns when `condition` holds; gives up, with false, after some ten seconds.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// Returns when a session of this database runs `pg_sleep`; false if none does for some ten seconds.
func somebodySleeps(seenBy pool: Pool, count: Int = 1) async throws -> Bool {
    try await eventually {
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
