import Postgres
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error {}

    @Test func `a body that returns is committed, one that throws is rolled back`() async throws {
        try await withPool { pool in
            _ = try await value(pool, "CREATE TABLE kept (n int); SELECT 1")
            try await pool.transaction { session in try session.run("INSERT INTO kept VALUES (1)", as: "one")
            }
                as Void
            await #expect(throws: Refusal.self) {
                try await pool.transaction { session in
                    try session.run("INSERT INTO kept VALUES (2)", as: "two")
                    throw Refusal()
                } as Void
            }
            #expect(try await value(pool, "SELECT string_agg(n::text, ',') FROM kept") == "1")
        }
    }

    @Test func `a body that swallows a failed statement is an error, not a silent rollback`() async throws {
        try await withPool(size: 1) { pool in
            _ = try await value(pool, "CREATE TABLE kept (n int); SELECT 1")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { session in
                    try session.run("INSERT INTO kept VALUES (1)", as: "one")
                    _ = try? session.run("SELECT 1 / 0", as: "divide")
                } as Void
            }
            #expect(error?.sqlState == "25P02")
            #expect(try await value(pool, "SELECT count(*) FROM kept") == "0")
        }
    }

    @Test func `a constraint that fails at COMMIT fails the transaction and leaves the connection usable`()
        async throws
    {
        try await withPool(size: 1) { pool in
            _ = try await value(
                pool,
                "CREATE TABLE kept (n int UNIQUE DEFERRABLE INITIALLY DEFERRED); SELECT pg_backend_pid()")
            let before = try await value(pool, "SELECT pg_backend_pid()")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { session in
                    try session.run("INSERT INTO kept VALUES (1), (1)", as: "twice")
                } as Void
            }
            #expect(error?.isUniqueViolation == true)
            #expect(error?.isCommitUnknown == false)
            #expect(try await value(pool, "SELECT pg_backend_pid()") == before)
        }
    }

    @Test func `a connection lost during COMMIT says that the outcome is unknown`() async throws {
        try await withPool(size: 1) { pool in
            _ = try await value(
                pool,
                """
                CREATE TABLE kept (n int);
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER die AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION die();
                SELECT 1
                """)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { session in
                    try session.run("INSERT INTO kept VALUES (1)", as: "one")
                } as Void
            }
            #expect(error?.isCommitUnknown == true)
            #expect(error?.isConnectionLost == true)
            #expect(error?.isWorthRetrying == false)
            #expect(try await value(pool, "SELECT count(*) FROM kept") == "0")
        }
    }

    @Test func `a session that leaves a transaction open is rolled back`() async throws {
        try await withPool(size: 1) { pool in
            _ = try await value(pool, "CREATE TABLE kept (n int); SELECT 1")
            _ = try await value(pool, "BEGIN; INSERT INTO kept VALUES (1); SELECT 1")
            #expect(try await value(pool, "SELECT count(*) FROM kept") == "0")
        }
    }

    @Test func `several commands run as one`() async throws {
        try await withPool(size: 1) { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withSession { session in
                    try session.run("CREATE TABLE a (n int); CREATE TABLE b (n missing)", as: "0001_init")
                } as Void
            }
            #expect(error?.sqlState == "42704")
            #expect(error?.query == "0001_init")
            try #require(try await value(pool, "SELECT to_regclass('a') IS NULL") == "t")
        }
    }

    @Test func `transactions of one pool run side by side`() async throws {
        try await withPool(size: 4) { pool in
            _ = try await value(
                pool, "CREATE TABLE counter (n int); INSERT INTO counter VALUES (0); SELECT 1")
            let statement = Statement(name: "add", sql: "UPDATE counter SET n = n + $1")
            try await withThrowingTaskGroup { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await pool.transaction { session in _ = try session.execute(statement, [.int(1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await value(pool, "SELECT n FROM counter") == "200")
        }
    }
}
