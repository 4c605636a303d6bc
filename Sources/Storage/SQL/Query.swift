import Domain
import Postgres

/// One statement of `sql/queries` with the reading of its rows.
///
/// The name is the file's name; it is also the name of the prepared statement and stands in every error.
package struct Query<Row: Sendable>: Sendable {
    package let name: String
    let read: @Sendable (borrowing RowReader) throws -> Row

    init(reading name: String, _ read: @escaping @Sendable (borrowing RowReader) throws -> Row) {
        self.name = name
        self.read = read
    }
}

extension Query where Row == Void {
    /// A statement without rows.
    init(_ name: String) {
        self.init(reading: name) { _ in }
    }
}

/// A row that is not of the form its reader expects: the SQL file and the Swift reader disagree.
package struct UnexpectedRow: Error, CustomStringConvertible {
    package let query: String
    package let problem: String

    init(query: String, problem: String) {
        self.query = query
        self.problem = problem
    }

    init(query: String, column: StaticString) {
        self.init(query: query, problem: "unexpected value in column \(column)")
    }

    package var description: String { "\(problem) of sql/queries/\(query).sql" }
}

extension Query {
    /// The rows of an answer that is there.
    func rows(of result: borrowing ResultSet) throws -> [Row] {
        let columns = ColumnFinder()
        var rows: [Row] = []
        rows.reserveCapacity(result.count)
        for index in 0..<result.count {
            rows.append(try read(RowReader(result, index, columns, of: name)))
        }
        return rows
    }
}

extension Session {
    /// Executes `query` and reads all its rows.
    ///
    /// - Parameter isBinary: whether the values come as the server holds them: for the reader's functions of that name.
    borrowing func rows<Row>(
        _ query: Query<Row>, _ parameters: [Parameter] = [], isBinary: Bool = false
    ) throws -> [Row] {
        try query.rows(of: execute(statement(query.name), parameters, isBinary: isBinary))
    }

    /// The first row, where there is one.
    borrowing func first<Row>(_ query: Query<Row>, _ parameters: [Parameter] = []) throws -> Row? {
        let result = try execute(statement(query.name), parameters)
        return result.count > 0
            ? try query.read(RowReader(result, 0, ColumnFinder(), of: query.name)) : nil
    }

    /// The row of a statement that always gives one, such as an insert that returns its id.
    borrowing func single<Row>(_ query: Query<Row>, _ parameters: [Parameter] = []) throws -> Row {
        guard let row = try first(query, parameters) else {
            throw UnexpectedRow(query: query.name, problem: "no row")
        }
        return row
    }

    /// Executes a statement for its effect; gives the number of rows it affected.
    @discardableResult
    borrowing func run(_ query: Query<Void>, _ parameters: [Parameter] = []) throws -> Int {
        Int(try execute(statement(query.name), parameters).affectedRows)
    }

    /// Plans the statements of this transaction for their parameters, each time that they are executed.
    ///
    /// For filters that are mostly null and for lists of thousands of builds, whose usual plan takes up to twice as long;
    /// planning takes some 0.5 ms a statement.
    borrowing func planEachTime() throws {
        _ = try run("set local plan_cache_mode = force_custom_plan", as: "plan_each_time")
    }

    /// The statement of `sql/queries/NAME.sql`, to be executed by other means than `rows`, `first` and `run`.
    borrowing func statement(_ name: String) throws -> Statement {
        guard let statement = statement(named: name) else { throw SQLFilesError(missing: name) }
        return statement
    }
}

extension Parameter {
    static func time(_ time: Timestamp?) -> Parameter { .text(time?.sqlText) }
    static func day(_ day: Day?) -> Parameter { .text(day?.description) }
    static func days(_ days: [Day]) -> Parameter { .textArray(days.map(\.description)) }
}
