import Postgres
import Testing

@Suite struct CopyTests {
    private static let table = """
        CREATE TEMPORARY TABLE copied (
            id int, small smallint, big bigint, ratio double precision, yes boolean, word text, raw bytea, id16 uuid,
            at timestamptz, day date, doc jsonb, smalls smallint[], ints int[], bigs bigint[], words text[]
        ) ON COMMIT DROP
        """

    @Test func `every type arrives as the value it was`() async throws {
        var rows = CopyBuffer()
        rows.startRow(columns: 15)
        rows.append(int32: .min)
        rows.append(int16: -2)
        rows.append(int64: .max)
        rows.append(double: -0.1)
        rows.append(bool: true)
        rows.append(text: "한글\t\\N\n")
        rows.append(bytes: [0, 0xFF] as [UInt8])
        rows.append(bytes: (0..<16).map { UInt8($0) })
        rows.append(timestamp: 1)
        rows.append(date: -1)
        rows.append(jsonb: #"{"a": [1, null]}"#)
        rows.append(int16Array: [1, -1])
        rows.append(int32Array: [])
        rows.append(int64Array: [.min])
        rows.append(textArray: ["", "a,b", "NULL", "\"", "가"])
        rows.endRow()
        let (taken, values) = try await copy(rows)
        #expect(taken == 1)
        #expect(
            values == [
                [
                    "-2147483648", "-2", "9223372036854775807", "-0.1", "t", "한글\t\\N\n", "\\x00ff",
                    "00010203-0405-0607-0809-0a0b0c0d0e0f", "1970-01-01 09:00:00.000001+09", "1969-12-31",
                    #"{"a": [1, null]}"#, "{1,-1}", "{}", "{-9223372036854775808}",
                    #"{"","a,b","NULL","\"",가}"#,
                ]
            ])
    }

    @Test func `NULL of every type arrives as NULL`() async throws {
        var rows = CopyBuffer()
        rows.startRow(columns: 15)
        rows.append(int32: nil)
        rows.append(int16: nil)
        rows.append(int64: nil)
        rows.append(double: nil)
        rows.append(bool: nil)
        rows.append(text: nil)
        rows.append(bytes: [UInt8]?.none)
        rows.appendNull()
        rows.append(timestamp: nil)
        rows.append(date: nil)
        rows.append(jsonb: nil)
        rows.append(int16Array: nil)
        rows.append(int32Array: nil)
        rows.append(int64Array: nil)
        rows.append(textArray: nil)
        rows.endRow()
        let (taken, values) = try await copy(rows)
        #expect(taken == 1)
        #expect(values == [[String?](repeating: nil, count: 15)])
    }

    @Test func `100,000 rows of several buffers arrive once each`() async throws {
        var rows = CopyBuffer(reserving: 4_000_000)
        var part = CopyBuffer()
        for block in 0..<100 {
            part.removeAll()
            for id in block * 1_000..<(block + 1) * 1_000 {
                part.startRow(columns: 2)
                part.append(int64: Int64(id))
                part.append(text: "row \(id)")
                part.endRow()
            }
            rows.append(rowsOf: part)
        }
        #expect(rows.rowCount == 100_000)
        let connection = try await SharedDatabase.connection()
        let seen = try await connection.transaction { [rows] session in
            try session.run("CREATE TEMPORARY TABLE many (id bigint, word text) ON COMMIT DROP", as: "create")
            let taken = try session.copyIn("COPY many FROM STDIN (FORMAT binary)", as: "copy_many", rows)
            let result = try session.run(
                "SELECT count(*), sum(id), count(DISTINCT id), bool_and(word = 'row ' || id) FROM many",
                as: "sum")
            return [
                taken, result.int(0, 0), result.int(0, 1), result.int(0, 2),
                result.bool(0, 3) == true ? 1 : 0,
            ]
        }
        #expect(seen == [100_000, 100_000, 4_999_950_000, 100_000, 1])
    }

    @Test func `no rows are a valid copy`() async throws {
        let (taken, values) = try await copy(CopyBuffer())
        #expect(taken == 0)
        #expect(values.isEmpty)
    }

    @Test func `a refused copy leaves nothing, and the connection usable`() async throws {
        var rows = CopyBuffer()
        for id in 0..<200_000 {
            rows.startRow(columns: 1)
            rows.append(int32: Int32(id / 2))
            rows.endRow()
        }
        let connection = try await SharedDatabase.connection()
        let counts = try await connection.withSession { [rows] session in
            try session.run("CREATE TEMPORARY TABLE once (id int PRIMARY KEY)", as: "create")
            var state = ""
            do throws(PostgresError) {
                _ = try session.copyIn("COPY once FROM STDIN (FORMAT binary)", as: "copy_once", rows)
            } catch {
                state = error.sqlState
            }
            return (state, try session.run("SELECT count(*) FROM once", as: "count").int(0, 0))
        }
        #expect(counts.0 == "23505")
        #expect(counts.1 == 0)
    }

    @Test func `a copy that is not COPY FROM STDIN is refused`() async throws {
        let connection = try await SharedDatabase.connection()
        let states = try await connection.withSession { session in
            var states: [String] = []
            for sql in ["SELECT 1", "COPY (SELECT 1) TO STDOUT", "COPY nowhere FROM STDIN"] {
                do throws(PostgresError) {
                    _ = try session.copyIn(sql, as: "no_copy", CopyBuffer())
                } catch {
                    states.append(error.sqlState)
                }
            }
            states.append(try session.run("SELECT 'usable'", as: "after").text(0, 0) ?? "")
            return states
        }
        #expect(states == ["42601", "0A000", "42P01", "usable"])
    }

    private func copy(_ rows: CopyBuffer) async throws -> (Int64, [[String?]]) {
        let connection = try await SharedDatabase.connection()
        return try await connection.transaction { session in
            try session.run(Self.table, as: "create")
            let taken = try session.copyIn("COPY copied FROM STDIN (FORMAT binary)", as: "copy", rows)
            let result = try session.run("SELECT * FROM copied", as: "read")
            return (taken, (0..<result.count).map { row in (0..<15).map { result.text(row, $0) } })
        }
    }
}
