import Postgres
import TestSupport
import Testing

/// One statement in one exchange.
@Suite struct SingleStatementTests {
    private static let double = Statement(name: "double", sql: "SELECT $1::bigint * 2")

    @Test func itIsCommittedWithoutATransactionAroundIt() async throws {
        try await withPool(size: 1) { pool in
            try await pool.withSession { _ = try $0.run("CREATE TABLE kept (number bigint)", as: "create") }
            let insert = Statement(
                name: "insert", sql: "INSERT INTO kept VALUES ($1), ($1 + 1) RETURNING number")
            let inserted = try await pool.execute(Request(insert, [.int(1)]), within: .seconds(60)) {
                [$0.int(0, 0), $0.int(1, 0)]
            }
            #expect(inserted == [1, 2])
            #expect(try await value(pool, "SELECT count(*) FROM kept") == "2")
            // What may stand in no transaction block.
            try await pool.execute(
                Request(Statement(name: "vacuum", sql: "VACUUM kept")), within: .seconds(60)
            ) { _ in }
        }
    }

    @Test func itsErrorIsTheCallersAndTheConnectionStays() async throws {
        try await withPool(size: 1) { pool in
            let before = try await value(pool, "SELECT pg_backend_pid()")
            let error = await #expect(throws: PostgresError.self) {
                let zero = Statement(name: "zero", sql: "SELECT 1 / $1::bigint")
                try await pool.execute(Request(zero, [.int(0)]), within: .seconds(60)) { _ in }
            }
            #expect(error?.sqlState == "22012")
            let unread = await #expect(throws: Unreadable.self) {
                try await pool.execute(Request(Self.double, [.int(1)]), within: .seconds(60)) { _ in
                    throw Unreadable()
                }
            }
            #expect(unread != nil)
            #expect(try await value(pool, "SELECT pg_backend_pid()") == before)
        }
    }

    private struct Unreadable: Error {}

    @Test func aConnectionThatIsLostMeanwhileIsReplacedOnceUnseen() async throws {
        try await withPool(size: 1) { pool in
            try await pool.withSession {
                _ = try $0.run("CREATE SEQUENCE tries", as: "create")
            }
            // The first try ends its own connection; a sequence is not taken back with it.
            let once = Statement(
                name: "once",
                sql: """
                    SELECT CASE WHEN nextval('tries') = 1 THEN
                            (SELECT pg_sleep(600)::text FROM pg_terminate_backend(pg_backend_pid())) END,
                        currval('tries')
                    """)
            let tries = try await pool.execute(Request(once), within: .seconds(60)) { $0.int(0, 1) }
            #expect(tries == 2)
        }
    }

    @Test func beyondItsLimitItIsALostConnectionAndIsNotTriedAgain() async throws {
        try await withPool(size: 1) { pool in
            try await pool.withSession {
                _ = try $0.run("CREATE SEQUENCE tries", as: "create")
            }
            let sleep = Statement(name: "sleep", sql: "SELECT nextval('tries'), pg_sleep(600)")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.execute(Request(sleep), within: .milliseconds(300)) { _ in }
            }
            #expect(error?.isConnectionLost == true && error?.isCommitUnknown == true)
            #expect(try await value(pool, "SELECT nextval('tries')") == "2")
        }
    }

    @Test func aCancelledTaskEndsTheStatement() async throws {
        try await withPool(size: 2) { pool in
            let task = Task {
                let sleep = Statement(name: "sleep", sql: "SELECT pg_sleep(600)")
                try await pool.execute(Request(sleep), within: .seconds(600)) { _ in }
            }
            try await sessionsSleep(1, seenBy: pool)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
