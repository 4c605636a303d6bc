/// The use of one connection for as long as one body runs.
///
/// Cannot be kept, copied or sent.
///
/// Every call blocks the connection's own thread until the server has answered. When the caller's task is
/// cancelled, the statement under way and all later ones throw a `PostgresError` of state 57014.
package struct Session: ~Copyable {
    private let link: Link
    private let cancellation: Cancellation

    init(_ link: Link, _ cancellation: Cancellation) {
        self.link = link
        self.cancellation = cancellation
    }

    /// Executes a statement, which is prepared on its first use on this connection.
    package borrowing func execute(
        _ statement: Statement, _ parameters: [Parameter] = []
    ) throws(PostgresError) -> ResultSet {
        try cancellation.check(statement.name)
        return try link.execute(statement, parameters)
    }

    /// Prepares a statement without executing it, which shows whether the schema has what it names.
    package borrowing func prepare(_ statement: Statement) throws(PostgresError) {
        try cancellation.check(statement.name)
        try link.prepare(statement)
    }

    /// Runs SQL that may hold several commands, such as a migration; returns the answer to the last one.
    ///
    /// Outside a transaction the commands are one implicit transaction. `name` is for errors.
    @discardableResult
    package borrowing func run(_ sql: String, as name: String) throws(PostgresError) -> ResultSet {
        try cancellation.check(name)
        return try link.run(sql, as: name)
    }

    /// Runs one command with parameters, without preparing it.
    ///
    /// `name` is for errors.
    @discardableResult
    package borrowing func query(
        _ sql: String, as name: String, _ parameters: [Parameter] = []
    ) throws(PostgresError) -> ResultSet {
        try cancellation.check(name)
        return try link.query(sql, as: name, parameters)
    }

    /// Sends the rows to `COPY … FROM STDIN (FORMAT binary)`, all or none; returns how many the server took.
    package borrowing func copyIn(
        _ sql: String, as name: String, _ rows: borrowing CopyBuffer
    ) throws(PostgresError) -> Int64 {
        try cancellation.check(name)
        return try link.copyIn(sql, as: name, rows)
    }

    /// The same for a COPY of a `CopyTransaction`.
    @discardableResult
    package borrowing func copyIn(_ copy: CopyTransaction.Copy) throws(PostgresError) -> Int64 {
        try copyIn(copy.sql, as: copy.name, copy.rows)
    }
}
