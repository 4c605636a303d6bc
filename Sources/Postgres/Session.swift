/// The use of one connection for as long as one body runs.
///
/// Cannot be kept, copied or sent.
///
/// Every call blocks the connection's own thread until the server has answered. When the caller's task is
/// cancelled, the statement under way and all later ones throw a `PostgresError` of state 57014.
package struct Session: ~Copyable {
    private let link: Link
    private let cancellation: Cancellation
    private let statements: [String: Statement]

    init(_ link: Link, _ cancellation: Cancellation, _ statements: [String: Statement]) {
        self.link = link
        self.cancellation = cancellation
        self.statements = statements
    }

    /// A statement of the configuration; `nil` where it has none of this name.
    package borrowing func statement(named name: String) -> Statement? { statements[name] }

    /// Executes a statement, which is prepared on its first use on this connection.
    ///
    /// - Parameter isBinary: whether the values come as the server holds them, for `ResultSet.binaryInt` and its kin.
    package borrowing func execute(
        _ statement: Statement, _ parameters: [Parameter] = [], isBinary: Bool = false
    ) throws(PostgresError) -> ResultSet {
        try cancellation.check(statement.name)
        try beginIfOwed(statement.name)
        return try link.execute(statement, parameters, isBinary: isBinary)
    }

    /// Executes statements in one exchange with the server, which costs less than one for each.
    ///
    /// In a snapshot only, whose BEGIN goes along with the first exchange.
    /// - Parameters:
    ///   - isLast: nothing more is asked of this snapshot: its end goes along.
    ///   - read: called with the place of each request and its result, in their order.
    package borrowing func exchange(
        _ requests: [Request], isLast: Bool = false, _ read: (Int, borrowing ResultSet) throws -> Void
    ) throws {
        let name = requests.first?.statement.name ?? "exchange"
        try cancellation.check(name)
        switch link.snapshot {
        case .none, .ended:
            throw PostgresError(sqlState: "25P01", message: "no snapshot to read in", query: name)
        case .notBegun, .begun:
            let opening: [Statement] =
                link.snapshot == .notBegun ? [.beginSnapshot, .planOnce] : [.planOnce]
            link.snapshot = .begun
            try link.exchange(
                requests, opening: opening, closing: isLast ? [.commitSnapshot] : [], read)
            if isLast { link.snapshot = .ended }
        }
    }

    private borrowing func beginIfOwed(_ query: String) throws(PostgresError) {
        switch link.snapshot {
        case .none, .begun: return
        case .ended: throw PostgresError(sqlState: "25P01", message: "the snapshot was ended", query: query)
        case .notBegun:
            _ = try link.execute(.beginSnapshot, [])
            link.snapshot = .begun
        }
    }

    /// Prepares a statement without executing it, which shows whether the schema has what it names.
    package borrowing func prepare(_ statement: Statement) throws(PostgresError) {
        try cancellation.check(statement.name)
        try link.prepare(statement)
    }

    /// The names of the columns that a statement gives, which is prepared but not executed.
    package borrowing func columns(of statement: Statement) throws(PostgresError) -> [String] {
        try cancellation.check(statement.name)
        return try link.columns(of: statement)
    }

    /// Runs SQL that may hold several commands, such as a migration; returns the answer to the last one.
    ///
    /// Outside a transaction the commands are one implicit transaction. `name` is for errors.
    @discardableResult
    package borrowing func run(_ sql: String, as name: String) throws(PostgresError) -> ResultSet {
        try cancellation.check(name)
        try beginIfOwed(name)
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
        try beginIfOwed(name)
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
