import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ReconnectTests {
    private static let terminate = """
        SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        """

    @Test func `an idle connection that the server ended is replaced unseen`() async throws {
        try await withPool(size: 1) { pool in
            let name = try #require(try await value(pool, "SELECT current_database()"))
            let before = try await value(pool, "SELECT pg_backend_pid()")
            let other = Connection(PoolConfiguration(conninfo: TestDatabase.conninfo(ofDatabase: name)))
            try await other.withSession { _ = try $0.run(Self.terminate, as: "terminate") }
            let inTransaction = try await pool.transaction {
                try $0.run("SELECT pg_backend_pid()", as: "pid").text(0, 0)
            }
            #expect(inTransaction != before)
            try await other.withSession { _ = try $0.run(Self.terminate, as: "terminate") }
            let alone = try await value(pool, "SELECT pg_backend_pid()")
            #expect(alone != inTransaction)
        }
    }

    @Test func `a connection lost inside a body is the body's error, and the next call connects again`()
        async throws
    {
        try await withPool(size: 1) { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { session in
                    try session.run("SELECT pg_terminate_backend(pg_backend_pid())", as: "suicide")
                    try session.run("SELECT 1", as: "after")
                } as Void
            }
            #expect(error?.isConnectionLost == true)
            #expect(error?.isWorthRetrying == true)
            #expect(error?.isCommitUnknown == false)
            try #require(try await value(pool, "SELECT 1") == "1")
        }
    }

    @Test func `prepared statements are prepared again on a new connection`() async throws {
        try await withPool(size: 1) { pool in
            let statement = Statement(name: "answer", sql: "SELECT 42")
            let ask: @Sendable () async throws -> Int64? = {
                try await pool.transaction { try $0.execute(statement).int(0, 0) }
            }
            try #require(try await ask() == 42)
            await #expect(throws: PostgresError.self) {
                _ = try await value(pool, "SELECT pg_terminate_backend(pg_backend_pid())")
            }
            try #require(try await ask() == 42)
        }
    }

    @Test(.heavy) func `a pool survives a restart of the server`() async throws {
        let folder = "/tmp/afterbuild-restart-\(ProcessInfo.processInfo.processIdentifier)"
        let script = ProjectFiles.url("deploy/test-database")
        let environment = ["AFTERBUILD_TEST_DIR": folder]
        let conninfo = try TestDatabase.output(of: script, ["start"], environment: environment)
        let outcome: Result<Void, any Error>
        do {
            try await useAcrossRestart(conninfo) {
                _ = try TestDatabase.output(of: script, ["restart"], environment: environment)
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        _ = try TestDatabase.output(of: script, ["stop"], environment: environment)
        try outcome.get()
    }

    private func useAcrossRestart(_ conninfo: String, _ restart: () throws -> Void) async throws {
        let pool = Pool(PoolConfiguration(conninfo: conninfo, size: 3))
        let useAll: @Sendable () async throws -> Int = {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<9 {
                    group.addTask {
                        try await pool.transaction { session in
                            try session.run("SELECT pg_sleep(0.02)", as: "sleep")
                            return Int(
                                try session.query("SELECT $1::int", as: "echo", [.int(Int64(number))]).int(
                                    0, 0) ?? -1)
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
        }
        #expect(try await useAll() == 36)
        try restart()
        #expect(try await useAll() == 36)
        await pool.close()
    }
}
