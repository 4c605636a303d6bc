import Postgres

/// One statement of `sql/queries` with the reading of its rows.
///
/// The name is the file's name; it is also the name of the prepared statement and stands in every error.
package struct Query<Row: Sendable>: Sendable {
    package let name: String
    let row: @Sendable (borrowing ResultSet, Int) throws -> Row

    init(_ name: String, row: @escaping @Sendable (borrowing ResultSet, Int) throws -> Row) {
        self.name = name
        self.row = row
    }
}

extension Query where Row == Void {
    /// A statement of which only the number of affected rows matters.
    init(_ name: String) {
        self.init(name) { _, _ in }
    }
}

/// A row that is not of the form its reader expects: the SQL file and the Swift reader disagree.
package struct UnexpectedRow: Error, CustomStringConvertible {
    package let query: String
    package let column: Int

    package var description: String { "unexpected value in column \(column + 1) of \(query)" }
}

extension Query {
    /// The rows of an answer that is there.
    func rows(of result: borrowing ResultSet) throws -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(result.count)
        for index in 0..<result.count {
            rows.append(try row(result, index))
        }
        return rows
    }
}

extension Session {
    /// Executes `query` and reads all its rows.
    borrowing func rows<Row>(_ query: Query<Row>, _ parameters: [Parameter] = []) throws -> [Row] {
        try query.rows(of: execute(statement(query.name), parameters))
    }

    /// The first row, where there is one.
    borrowing func first<Row>(_ query: Query<Row>, _ parameters: [Parameter] = []) throws -> Row? {
        let result = try execute(statement(query.name), parameters)
        return result.count > 0 ? try query.row(result, 0) : nil
    }

    /// Executes a statement for its effect; gives the number of rows it affected.
    @discardableResult
    borrowing func run(_ query: Query<Void>, _ parameters: [Parameter] = []) throws -> Int {
        Int(try execute(statement(query.name), parameters).affectedRows)
    }

    /// The statement of `sql/queries/NAME.sql`, to be executed by other means than `rows`, `first` and `run`.
    borrowing func statement(_ name: String) throws -> Statement {
        guard let statement = statement(named: name) else { throw SQLFilesError(missing: name) }
        return statement
    }
}
