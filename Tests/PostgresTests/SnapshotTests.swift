import Postgres
import TestSupport
import Testing

/// Reading on one state of the database, several statements at once.
@Suite struct SnapshotTests {
    private static let double = Statement(name: "double", sql: "SELECT 2 * $1::bigint")
    private static let divide = Statement(name: "divide", sql: "SELECT 10 / $1::bigint")
    private static let count = Statement(
        name: "count", sql: "SELECT count(*) FROM pg_class WHERE relname = 'late'")

    @Test func `each request has its answer in its place`() async throws {
        try await withPool(size: 1) { pool in
            for _ in 0..<2 {
                let answers = try await pool.snapshot { session in
                    var answers: [Int: String] = [:]
                    try session.exchange([
                        Request(Self.double, [.int(4)]), Request(Self.divide, [.int(5)]),
                        Request(Self.double, [.int(nil)]),
                    ]) { place, result in answers[place] = result.text(0, 0) ?? "NULL" }
                    let alone = try session.execute(Self.double, [.int(50)]).int(0, 0)
                    try session.exchange([Request(Self.divide, [.int(1)])], isLast: true) { place, result in
                        answers[10 + place] = result.text(0, 0)
                    }
                    return (answers, alone)
                }
                #expect(answers.0 == [0: "8", 1: "2", 2: "NULL", 10: "10"])
                #expect(answers.1 == 100)
            }
        }
    }

    @Test
    func `a request that fails is named, those after it are not answered, and the connection is usable`()
        async throws
    {
        try await withPool(size: 1) { pool in
            let before = try await value(pool, "SELECT pg_backend_pid()")
            let answered = Journal()
            for isLast in [false, true] {
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.snapshot { session in
                        try session.exchange(
                            [
                                Request(Self.double, [.int(1)]), Request(Self.divide, [.int(0)]),
                                Request(Self.double, [.int(2)]),
                            ], isLast: isLast
                        ) { place, _ in answered.note(place) }
                    }
                }
                #expect(error?.query == "divide")
                #expect(error?.sqlState == "22012")
            }
            #expect(answered.all == [0, 0])
            try #require(try await value(pool, "SELECT pg_backend_pid()") == before)
        }
    }

    @Test func `an error of whoever reads an answer ends the exchange cleanly`() async throws {
        try await withPool(size: 1) { pool in
            await #expect(throws: CancellationError.self) {
                try await pool.snapshot { session in
                    try session.exchange([Request(Self.double, [.int(1)]), Request(Self.double, [.int(2)])]) {
                        _, _ in throw CancellationError()
                    }
                }
            }
            try #require(try await value(pool, "SELECT 1") == "1")
        }
    }

    @Test func `what is committed between two exchanges is not seen, and nothing can be written`()
        async throws
    {
        try await withPool(size: 1) { pool in
            let name = try #require(try await value(pool, "SELECT current_database()"))
            let other = Connection(PoolConfiguration(conninfo: TestDatabase.conninfo(ofDatabase: name)))
            let seen = Journal()
            async let reading: Void = pool.snapshot { session in
                try session.exchange([Request(Self.count)]) { seen.note(Int($1.int(0, 0) ?? -1)) }
                // What looks for names sees what is committed even where the snapshot does not.
                for _ in 0..<1_000 {
                    let name = try session.run("SELECT to_regclass('late') FROM pg_sleep(0.01)", as: "wait")
                    if !name.isNull(0, 0) { break }
                }
                try session.exchange([Request(Self.count)]) { seen.note(Int($1.int(0, 0) ?? -1)) }
            }
            try await eventually("the first reading") { !seen.all.isEmpty }
            try await other.withSession { session in
                _ = try session.run("CREATE TABLE late (id integer)", as: "create")
            }
            try await reading
            #expect(seen.all == [0, 0])
            try #require(try await value(pool, "SELECT count(*) FROM pg_class WHERE relname = 'late'") == "1")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.snapshot { try $0.run("INSERT INTO late VALUES (1)", as: "write") } as Void
            }
            #expect(error?.sqlState == "25006")
            await other.close()
        }
    }

    @Test func `after the last exchange nothing more is asked, and outside a snapshot there is no exchange`()
        async throws
    {
        try await withPool(size: 1) { pool in
            let after = await #expect(throws: PostgresError.self) {
                try await pool.snapshot { session in
                    try session.exchange([Request(Self.count)], isLast: true) { _, _ in }
                    _ = try session.execute(Self.count)
                }
            }
            #expect(after?.sqlState == "25P01")
            let outside = await #expect(throws: PostgresError.self) {
                try await pool.transaction { try $0.exchange([Request(Self.count)]) { _, _ in } }
            }
            #expect(outside?.sqlState == "25P01")
            try #require(try await value(pool, "SHOW plan_cache_mode") == "auto")
        }
    }

    @Test func `beyond its limit it is a lost connection and is not read again`() async throws {
        try await withPool(size: 1) { pool in
            let tries = Journal()
            let error = await #expect(throws: PostgresError.self) {
                try await pool.snapshot(within: .milliseconds(300)) { session in
                    tries.note(1)
                    _ = try session.run("SELECT pg_sleep(600)", as: "sleep")
                }
            }
            #expect(error?.isConnectionLost == true)
            #expect(tries.all.count == 1)
            let answer = try await pool.snapshot(within: .seconds(600)) { session in
                try session.execute(Self.double, [.int(21)]).int(0, 0)
            }
            #expect(answer == 42)
        }
    }

    @Test func `a connection that is lost while it reads is replaced once, unseen`() async throws {
        try await withPool(size: 1) { pool in
            let tries = Journal()
            let answer = try await pool.snapshot { session in
                tries.note(1)
                if tries.all.count == 1 {
                    try session.run("SELECT pg_terminate_backend(pg_backend_pid())", as: "suicide")
                }
                var answer: Int64?
                try session.exchange([Request(Self.double, [.int(21)])], isLast: true) {
                    answer = $1.int(0, 0)
                }
                return answer
            }
            #expect(answer == 42)
            #expect(tries.all.count == 2)
        }
    }

    @Test func `values arrive in binary as they are`() async throws {
        let values = Statement(
            name: "values",
            sql: """
                SELECT 32767::smallint, (-5)::integer, '-9223372036854775808'::bigint, date '1999-12-31',
                    array[1, -2, 2147483647], '{}'::integer[], array[1, null], B'1010000001', null::integer,
                    array[array[1], array[2]]
                """)
        try await withPool(size: 1) { pool in
            try await pool.withSession { session in
                let row = try session.execute(values, isBinary: true)
                #expect(row.binaryInt(0, 0) == 32_767)
                #expect(row.binaryInt(0, 1) == -5)
                #expect(row.binaryInt(0, 2) == .min)
                #expect(row.binaryInt(0, 3) == -1)
                #expect(row.binaryIntegers(0, 4) == [1, -2, 2_147_483_647])
                #expect(row.binaryIntegers(0, 5) == [])
                #expect(row.binaryIntegers(0, 6) == nil)
                #expect(row.binaryBits(0, 7) == [0b1010_0000, 0b0100_0000])
                #expect(row.binaryInt(0, 8) == nil)
                #expect(row.binaryIntegers(0, 9) == nil)
            }
        }
    }
}
