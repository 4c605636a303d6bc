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

extension SQLFiles {
    /// Runs `query` and reads all its rows.
    func rows<Row>(
        _ query: Query<Row>, in session: borrowing Session, _ parameters: [Parameter] = []
    ) throws -> [Row] {
        let result = try session.execute(try statement(query.name), parameters)
        return try read(result, query)
    }

    /// The rows of an answer that is there.
    func read<Row>(_ result: borrowing ResultSet, _ query: Query<Row>) throws -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(result.count)
        for index in 0..<result.count {
            rows.append(try query.row(result, index))
        }
        return rows
    }

    /// The first row, where there is one.
    func first<Row>(
        _ query: Query<Row>, in session: borrowing Session, _ parameters: [Parameter] = []
    ) throws -> Row? {
        let result = try session.execute(try statement(query.name), parameters)
        return result.count > 0 ? try query.row(result, 0) : nil
    }

    /// Runs a statement for its effect; gives the number of rows it affected.
    @discardableResult
    func run(_ query: Query<Void>, in session: borrowing Session, _ parameters: [Parameter] = []) throws
        -> Int
    {
        Int(try session.execute(try statement(query.name), parameters).affectedRows)
    }

    /// The statement of this file, to be executed by other means than `rows`, `first` and `run`.
    func statement(_ name: String) throws -> Statement {
        guard let statement = statements[name] else {
            throw SQLFilesError(
                reason: "no file sql/queries/\(name).sql: the sql/ folder is not of this version")
        }
        return statement
    }
}
