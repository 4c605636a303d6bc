import Postgres
import TestSupport
import Testing

/// Transactions that are sent at once.
@Suite struct CopyTransactionTests {
    private static func enter(_ id: Int, _ word: String?) -> CopyTransaction.Execution {
        let statement = Statement(name: "enter", sql: "INSERT INTO ledger (id, word) VALUES ($1, $2)")
        return CopyTransaction.Execution(statement, [.int(Int64(id)), .text(word)])
    }

    @Test func `a statement and all copies are committed together`() async throws {
        try await withTables { pool in
            try await pool.run(within: .seconds(60)) {
                CopyTransaction(
                    [Self.enter(1, "한글"), Self.enter(2, nil)],
                    [Self.copy("left_rows", 1...3), Self.copy("right_rows", 4...4)])
            }
            try #require(
                try await value(pool, "SELECT string_agg(coalesce(word, '-'), ' ') FROM ledger") == "한글 -")
            try #require(try await value(pool, Self.counts) == "3 1")
        }
    }

    @Test func `arrays of integers arrive as they are, empty ones too`() async throws {
        try await withTables { pool in
            let fill = Statement(
                name: "fill", sql: "INSERT INTO left_rows SELECT * FROM unnest($1::int[])")
            try await pool.run(within: .seconds(60)) {
                CopyTransaction(
                    [.init(fill, [.intArray([5, -7])]), .init(fill, [.intArray([])])], [])
            }
            try #require(try await value(pool, "SELECT string_agg(id::text, ' ') FROM left_rows") == "5 -7")
        }
    }

    @Test func `without copies the statement alone is committed`() async throws {
        try await withTables { pool in
            try await pool.run(within: .seconds(60)) { CopyTransaction([Self.enter(1, "a")], []) }
            try #require(try await value(pool, "SELECT count(*) FROM ledger") == "1")
        }
    }

    @Test func `a statement that is refused leaves nothing, and the connection usable`() async throws {
        try await withTables { pool in
            let twice = { @Sendable in
                CopyTransaction([Self.enter(1, "a")], [Self.copy("left_rows", 1...2)])
            }
            try await pool.run(within: .seconds(60), twice)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.run(within: .seconds(60), twice)
            }
            #expect(error?.isUniqueViolation == true)
            #expect(error?.query == "enter")
            #expect(error?.isCommitUnknown == false)
            try #require(try await value(pool, Self.counts) == "2 0")
        }
    }

    @Test func `a copy that is refused leaves nothing of the others, and names itself`() async throws {
        try await withTables { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.run(within: .seconds(60)) {
                    CopyTransaction(
                        [Self.enter(1, "a")],
                        [Self.copy("left_rows", 1...100_000), Self.copy("right_rows", [7, 7])])
                }
            }
            #expect(error?.isUniqueViolation == true)
            #expect(error?.query == "copy_right_rows")
            try #require(try await value(pool, Self.counts) == "0 0")
            try #require(try await value(pool, "SELECT count(*) FROM ledger") == "0")
        }
    }

    @Test func `a table that is not there is named before any row is sent`() async throws {
        try await withTables { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.run(within: .seconds(60)) {
                    CopyTransaction([Self.enter(1, "a")], [Self.copy("no_rows", 1...2)])
                }
            }
            #expect(error?.sqlState == "42P01")
            #expect(error?.query == "copy_no_rows")
        }
    }

    @Test func `what would need an escape is refused and not sent`() async throws {
        try await withTables { pool in
            for word in ["o'clock", "a\\b", "a\0b"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.run(within: .seconds(60)) {
                        CopyTransaction([Self.enter(1, word)], [])
                    }
                }
                #expect(error?.sqlState == "22023")
            }
            try #require(try await value(pool, "SELECT count(*) FROM ledger") == "0")
        }
    }

    @Test func `a connection that the server ended is replaced unseen`() async throws {
        try await withTables { pool in
            let name = try #require(try await value(pool, "SELECT current_database()"))
            let other = Connection(PoolConfiguration(conninfo: TestDatabase.conninfo(ofDatabase: name)))
            for number in 1...2 {
                try await pool.run(within: .seconds(60)) {
                    CopyTransaction([Self.enter(number, "a")], [])
                }
                try await other.withSession { session in
                    _ = try session.run(
                        """
                        SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                            AND backend_type = 'client backend'
                        """, as: "terminate")
                }
            }
            try #require(try await value(pool, "SELECT count(*) FROM ledger") == "2")
            await other.close()
        }
    }

    @Test func `beyond its limit it is a lost connection and is rolled back`() async throws {
        try await withTables { pool in
            let name = try #require(try await value(pool, "SELECT current_database()"))
            let other = Connection(PoolConfiguration(conninfo: TestDatabase.conninfo(ofDatabase: name)))
            // Held by the session for as long as it is.
            try await other.withSession { session in
                _ = try session.run("SELECT pg_advisory_lock(1)", as: "lock")
            }
            let wait = Statement(name: "wait", sql: "SELECT pg_advisory_lock($1)")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.run(within: .milliseconds(200)) {
                    CopyTransaction([.init(wait, [.int(1)])], [Self.copy("left_rows", 1...2)])
                }
            }
            #expect(error?.isConnectionLost == true)
            #expect(error?.isCommitUnknown == false)
            try #require(try await value(pool, Self.counts) == "0 0")
            await other.close()
        }
    }

    @Test func `a server that takes no writes is left for the next call`() async throws {
        try await withTables { pool in
            let write = { @Sendable in CopyTransaction([Self.enter(1, "a")], []) }
            try await pool.withSession { session in
                _ = try session.run("SET default_transaction_read_only = on", as: "set")
            }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.run(within: .seconds(60), write)
            }
            #expect(error?.sqlState == "25006")
            try await pool.run(within: .seconds(60), write)
            try #require(try await value(pool, "SELECT count(*) FROM ledger") == "1")
        }
    }

    private static let counts =
        "SELECT (SELECT count(*) FROM left_rows) || ' ' || (SELECT count(*) FROM right_rows)"

    private static func copy(_ table: String, _ numbers: some Sequence<Int>) -> CopyTransaction.Copy {
        var rows = CopyBuffer()
        for number in numbers {
            rows.startRow(columns: 1)
            rows.append(int32: Int32(number))
            rows.endRow()
        }
        return CopyTransaction.Copy(
            "COPY \(table) (id) FROM STDIN (FORMAT binary)", as: "copy_\(table)", rows)
    }

    private func withTables(_ body: (Pool) async throws -> Void) async throws {
        try await withPool(size: 1) { pool in
            try await pool.withSession { session in
                _ = try session.run(
                    """
                    CREATE TABLE ledger (id int PRIMARY KEY, word text); CREATE TABLE left_rows (id int);
                    CREATE TABLE right_rows (id int PRIMARY KEY)
                    """, as: "create")
            }
            try await body(pool)
        }
    }
}
