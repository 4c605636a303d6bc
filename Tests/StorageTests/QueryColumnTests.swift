import Domain
import Postgres
import TestSupport
import Testing

@testable import Storage

/// Rows are read by the names of their columns.
struct QueryColumnTests {
    @Test func everyColumnOfEveryQueryHasANameOfItsOwn() async throws {
        try await MigratedDatabase.with { database, _ in
            let found = try await database.read { session in
                try database.files.statements.values.sorted { $0.name < $1.name }.flatMap { statement in
                    try problems(of: session.columns(of: statement)).map { "\(statement.name): \($0)" }
                }
            }
            #expect(found == [])
        }
    }

    @Test func anUnnamedAndARepeatedColumnAreSeen() async throws {
        try await MigratedDatabase.with { database, _ in
            let sample = Statement(name: "sample", sql: "select 1 as one, 2, 3 as three, 4 as one")
            let columns = try await database.read { session in try session.columns(of: sample) }
            #expect(problems(of: columns) == ["?column?", "one"])
        }
    }

    private struct Sample: Sendable, Equatable {
        let kind: String
        let number: Int?
        let text: String?
    }

    @Test func valuesAreFoundByNameInAnyOrderAndWhereSomeAreNotRead() async throws {
        let sql = """
            select * from (values (1, 'b', null, 'number'), (2, 'c', 'x', 'text'), (3, null, 'y', 'number'))
                as v (number, unread, text, kind)
            """
        let query = Query(reading: "sample") { row in
            let kind = try row.string("kind")
            return Sample(
                kind: kind, number: kind == "number" ? try row.int("number") : nil,
                text: try row.optionalText("text"))
        }
        try await MigratedDatabase.with { database, _ in
            let rows = try await database.read { session in
                try query.rows(of: session.run(sql, as: "sample"))
            }
            #expect(
                rows == [
                    Sample(kind: "number", number: 1, text: nil),
                    Sample(kind: "text", number: nil, text: "x"),
                    Sample(kind: "number", number: 3, text: "y"),
                ])
        }
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let read: @Sendable (borrowing RowReader) throws -> Void
        let message: String
        var testDescription: String { message }
    }

    @Test(
        "an error names the query and the column",
        arguments: [
            Mistake(
                read: { _ = try $0.int("missing") }, message: "no column missing of sql/queries/sample.sql"),
            Mistake(
                read: { _ = try $0.int("nothing") },
                message: "unexpected value in column nothing of sql/queries/sample.sql"),
            Mistake(
                read: { _ = try $0.optionalInt("word") },
                message: "unexpected value in column word of sql/queries/sample.sql"),
            Mistake(
                read: { _ = try $0.value("word") as Role },
                message: "unexpected value in column word of sql/queries/sample.sql"),
        ])
    func mistakes(_ mistake: Mistake) async throws {
        let query = Query(reading: "sample", mistake.read)
        try await MigratedDatabase.with { database, _ in
            let error = await #expect(throws: UnexpectedRow.self) {
                try await database.read { session in
                    try query.rows(of: session.run("select 'abc' as word, null as nothing", as: "sample"))
                }
            }
            #expect(error.map { "\($0)" } == mistake.message)
        }
    }
}

/// Columns without a name, and those whose name another has as well.
private func problems(of columns: [String]) -> [String] {
    columns.indices.filter { columns[$0] == "?column?" || columns[..<$0].contains(columns[$0]) }
        .map { columns[$0] }
}
