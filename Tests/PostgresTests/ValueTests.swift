import Postgres
import Testing

struct ParameterCase: Sendable, CustomTestStringConvertible {
    let type: String
    let parameter: Parameter
    let expected: String?

    var testDescription: String { "\(type) \(expected ?? "NULL")" }
}

@Suite struct ValueTests {
    static let parameters: [ParameterCase] = [
        .init(type: "text", parameter: .text("한글 'quote' \\ \"x\"\n"), expected: "한글 'quote' \\ \"x\"\n"),
        .init(type: "text", parameter: .text(""), expected: ""),
        .init(type: "text", parameter: .text(nil), expected: nil),
        .init(type: "date", parameter: .text("2026-02-28"), expected: "2026-02-28"),
        .init(type: "bigint", parameter: .int(.min), expected: "-9223372036854775808"),
        .init(type: "bigint", parameter: .int(.max), expected: "9223372036854775807"),
        .init(type: "smallint", parameter: .int(-7), expected: "-7"),
        .init(type: "bigint", parameter: .int(nil), expected: nil),
        .init(type: "double precision", parameter: .double(0.1), expected: "0.1"),
        .init(type: "double precision", parameter: .double(1e300), expected: "1e+300"),
        .init(type: "double precision", parameter: .double(-.infinity), expected: "-Infinity"),
        .init(type: "double precision", parameter: .double(.nan), expected: "NaN"),
        .init(type: "double precision", parameter: .double(nil), expected: nil),
        .init(type: "boolean", parameter: .bool(true), expected: "t"),
        .init(type: "boolean", parameter: .bool(false), expected: "f"),
        .init(type: "boolean", parameter: .bool(nil), expected: nil),
        .init(type: "bytea", parameter: .bytes([0, 1, 0xFF]), expected: "\\x0001ff"),
        .init(type: "bytea", parameter: .bytes([]), expected: "\\x"),
        .init(type: "bytea", parameter: .bytes(nil), expected: nil),
        .init(type: "bigint[]", parameter: .intArray([1, -2, .max]), expected: "{1,-2,9223372036854775807}"),
        .init(type: "bigint[]", parameter: .intArray([]), expected: "{}"),
        .init(type: "text[]", parameter: .textArray([]), expected: "{}"),
        .init(type: "text[]", parameter: .textArray(["a", nil]), expected: "{a,NULL}"),
    ]

    @Test(arguments: parameters)
    func `a parameter arrives as the value it was`(_ example: ParameterCase) async throws {
        let connection = try await SharedDatabase.connection()
        let seen = try await connection.transaction { session in
            try session.query("SELECT $1::\(example.type)", as: "echo", [example.parameter]).text(0, 0)
        }
        #expect(seen == example.expected)
    }

    @Test func `the elements of a text array arrive as they were`() async throws {
        let elements = ["", "NULL", "null", "a,b", "{x}", "\"", "\\", "\\\"", " space ", "탭\t줄\n", "'"]
        let connection = try await SharedDatabase.connection()
        let seen = try await connection.transaction { session in
            let result = try session.query(
                "SELECT e FROM unnest($1::text[]) WITH ORDINALITY AS t(e, i) ORDER BY i", as: "elements",
                [.textArray(elements + [nil])])
            return (0..<result.count).map { result.text($0, 0) }
        }
        #expect(seen == elements + [nil])
    }

    @Test func `a result reads every type`() async throws {
        let connection = try await SharedDatabase.connection()
        try await connection.withSession { session in
            let result = try session.run(
                """
                SELECT 9223372036854775807 AS most, -9223372036854775808 AS least, true AS yes, 0.25 AS quarter,
                    '\\x00ff10'::bytea AS raw, NULL AS nothing, 'word' AS word, ''::text AS empty
                """, as: "types")
            #expect(result.columns == ["most", "least", "yes", "quarter", "raw", "nothing", "word", "empty"])
            #expect(result.count == 1)
            #expect(result.int(0, 0) == .max)
            #expect(result.int(0, 1) == .min)
            #expect(result.bool(0, 2) == true)
            #expect(result.double(0, 3) == 0.25)
            #expect(result.bytes(0, 4) == [0, 0xFF, 0x10])
            #expect(result.isNull(0, 5) && result.text(0, 5) == nil && result.int(0, 5) == nil)
            #expect(result.int(0, 6) == nil && result.bool(0, 6) == nil && result.bytes(0, 6) == nil)
            #expect(result.text(0, 7) == "" && result.int(0, 7) == nil && !result.isNull(0, 7))
        }
    }

    @Test func `an integer that does not fit in 64 bits is no integer`() async throws {
        let connection = try await SharedDatabase.connection()
        let seen = try await connection.withSession { session in
            let result = try session.run("SELECT 9223372036854775808, -9223372036854775809, 1.5", as: "large")
            return (0..<3).map { result.int(0, $0) }
        }
        #expect(seen == [nil, nil, nil])
    }

    @Test func `an array of integers is read, and nothing that is none`() async throws {
        let connection = try await SharedDatabase.connection()
        let texts = [
            "{}", "{1}", "{-7,0,9223372036854775807,-9223372036854775808}", "{1,NULL}", "{{1},{2}}", "{1,,2}",
            "{1",
            "{-}", "{9223372036854775808}", "[0:1]={1,2}", "",
        ]
        let seen = try await connection.withSession { session in
            try texts.map { text in
                try session.query("SELECT $1::text", as: "integers", [.text(text)]).integers(0, 0)
            }
        }
        let read: [[Int]?] = [[], [1], [-7, 0, .max, .min]]
        #expect(seen == read + Array(repeating: nil, count: texts.count - 3))
    }

    @Test func `a NUL character in a text is refused instead of ending the text`() async throws {
        let connection = try await SharedDatabase.connection()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.withSession { session in
                _ = try session.query("SELECT $1::text", as: "nul", [.text("before\0after")])
            }
        }
        #expect(error?.sqlState == "22021")
        #expect(error?.query == "nul")
    }

    @Test func `affected rows are counted`() async throws {
        let connection = try await SharedDatabase.connection()
        let counts = try await connection.transaction { session in
            try session.run("CREATE TEMPORARY TABLE counted (n int) ON COMMIT DROP", as: "create")
            let inserted = try session.run("INSERT INTO counted SELECT generate_series(1, 5)", as: "insert")
            let deleted = try session.query("DELETE FROM counted WHERE n > $1", as: "delete", [.int(3)])
            return [inserted.affectedRows, deleted.affectedRows]
        }
        #expect(counts == [5, 2])
    }

    @Test func `a session speaks UTF-8, Korean time and ISO dates`() async throws {
        let connection = try await SharedDatabase.connection()
        let seen = try await connection.withSession { session in
            let result = try session.run(
                """
                SELECT current_setting('client_encoding'), current_setting('statement_timeout'),
                    '2026-01-01T00:00:00.000001Z'::timestamptz
                """, as: "settings")
            return (0..<3).map { result.text(0, $0) }
        }
        #expect(seen == ["UTF8", "30s", "2026-01-01 09:00:00.000001+09"])
    }
}
