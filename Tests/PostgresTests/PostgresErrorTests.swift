import Postgres
import Synchronization
import Testing

struct StateCase: Sendable, CustomTestStringConvertible {
    let state: String
    let isLost: Bool
    let isWorthRetrying: Bool

    var testDescription: String { state }
}

@Suite struct PostgresErrorTests {
    @Test func `the description holds no row values, the debug description does`() async throws {
        try await withPool { pool in
            _ = try await value(pool, "CREATE TABLE person (mail text UNIQUE); SELECT 1")
            let insert = Statement(name: "insert_person", sql: "INSERT INTO person VALUES ($1)")
            let add: @Sendable (borrowing Session) throws -> Void = { session in
                _ = try session.execute(insert, [.text("secret@example.org")])
            }
            try await pool.transaction(add)
            let thrown = await #expect(throws: PostgresError.self) { try await pool.transaction(add) }
            let error = try #require(thrown)
            #expect(error.isUniqueViolation)
            #expect("\(error)" == "database error 23505 in insert_person")
            #expect(String(describing: error) == "\(error)")
            #expect(error.detail?.contains("secret@example.org") == true)
            #expect(error.debugDescription.contains("secret@example.org"))
        }
    }

    @Test(arguments: [
        StateCase(state: "08006", isLost: true, isWorthRetrying: true),
        StateCase(state: "57P01", isLost: true, isWorthRetrying: true),
        StateCase(state: "57P03", isLost: true, isWorthRetrying: true),
        StateCase(state: "57014", isLost: false, isWorthRetrying: false),
        StateCase(state: "40001", isLost: false, isWorthRetrying: true),
        StateCase(state: "40P01", isLost: false, isWorthRetrying: true),
        StateCase(state: "23505", isLost: false, isWorthRetrying: false),
    ])
    func `a state says whether to try again`(_ example: StateCase) {
        let error = PostgresError(sqlState: example.state, message: "", query: "q")
        #expect(error.isConnectionLost == example.isLost)
        #expect(error.isWorthRetrying == example.isWorthRetrying)
    }

    @Test func `a notice goes to its receiver`() async throws {
        let notices = Mutex<[String]>([])
        let (stream, receiver) = AsyncStream.makeStream(of: String.self)
        try await withPool(
            onNotice: { receiver.yield($0) },
            { pool in
                _ = try await value(pool, "DO $$ BEGIN RAISE NOTICE 'hello'; END $$; SELECT 1")
            })
        receiver.finish()
        for await notice in stream { notices.withLock { $0.append(notice) } }
        #expect(notices.withLock { $0 } == ["NOTICE:  hello"])
    }

    @Test func `preparing all statements reports every bad one`() async throws {
        let statements = [
            Statement(name: "good", sql: "SELECT $1::int"),
            Statement(name: "no_table", sql: "SELECT * FROM nowhere"),
            Statement(name: "no_column", sql: "SELECT missing FROM pg_class"),
            Statement(name: "no_grammar", sql: "SELEKT"),
            Statement(name: "good_too", sql: "SELECT 2"),
        ]
        try await withPool(size: 1, statements: statements) { pool in
            let failures = try await pool.prepareAll()
            #expect(failures.map(\.query) == ["no_column", "no_grammar", "no_table"])
            #expect(failures.map(\.sqlState) == ["42703", "42601", "42P01"])
            #expect(failures.last?.message.contains("nowhere") == true)
            let prepared = try await value(
                pool, "SELECT string_agg(name, ',' ORDER BY name) FROM pg_prepared_statements")
            #expect(prepared == "good,good_too")
        }
    }

    @Test func `a statement is prepared once per connection`() async throws {
        try await withPool(size: 1) { pool in
            let statement = Statement(name: "twice", sql: "SELECT $1::int * 2")
            for number in [1, 2, 3] {
                let doubled = try await pool.transaction { session in
                    try session.execute(statement, [.int(Int64(number))]).int(0, 0)
                }
                #expect(doubled == Int64(number * 2))
            }
            let count = try await value(pool, "SELECT count(*) FROM pg_prepared_statements")
            #expect(count == "1")
        }
    }

    @Test func `the setup runs on each new connection`() async throws {
        try await withPool(size: 1, setup: ["SET search_path = somewhere", "SET work_mem = '1MB'"]) { pool in
            try #require(try await value(pool, "SHOW search_path") == "somewhere")
            try #require(try await value(pool, "SHOW work_mem") == "1MB")
        }
    }

    @Test func `the statement timeout is an error of state 57014`() async throws {
        try await withPool(size: 1, statementTimeout: .milliseconds(50)) { pool in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await value(pool, "SELECT pg_sleep(30)")
            }
            #expect(error?.isCancelled == true)
            try #require(try await value(pool, "SELECT 1") == "1")
        }
    }
}
