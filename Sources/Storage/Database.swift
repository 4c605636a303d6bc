package import Postgres

/// The connections to one database, and the stores that hold its statements by subject.
package struct Database: Sendable {
    package let files: SQLFiles
    let pool: Pool
    private let transactionLimit: Duration?
    let calendars = SharedCalendarCache()
    let knownBuilds = KnownBuilds()

    /// Opens nothing yet: connections are made when they are needed.
    ///
    /// - Parameters:
    ///   - conninfo: a libpq connection string.
    ///   - role: the role that sessions take on; `nil` keeps the one that signed in.
    ///   - connections: at most this many at a time.
    ///   - statementTimeout: longer ones are ended (`isOutOfTime`).
    ///   - transactionLimit: longer ones are ended too; `nil`: none is.
    ///   - waitsForDisk: without it a commit returns before it is on the disk; a crash of PostgreSQL then loses what was
    ///     committed in less than a second before.
    package init(
        files: SQLFiles, conninfo: String, role: DatabaseRole?, connections: Int,
        statementTimeout: Duration = .seconds(60), transactionLimit: Duration? = nil,
        waitsForDisk: Bool = true,
        onNotice: @escaping @Sendable (String) -> Void
    ) {
        self.files = files
        self.transactionLimit = transactionLimit
        pool = Pool(
            PoolConfiguration(
                conninfo: conninfo, size: connections, statements: files.statements,
                // Compiling a statement costs more than it saves for any of ours.
                setup: (role.map { ["set role \($0.rawValue)"] } ?? []) + ["set jit = off"]
                    + (waitsForDisk ? [] : ["set synchronous_commit = off"]),
                statementTimeout: statementTimeout,
                connectTimeout: .seconds(5), idleInTransactionTimeout: .seconds(60),
                applicationName: "afterbuild", onNotice: onNotice))
    }

    package func close() async {
        await pool.close()
    }

    /// Prepares every query of `sql/queries`.
    ///
    /// - Returns: every statement that the database refuses, with its name and the server's message.
    package func prepareAll() async throws -> [PostgresError] {
        try await pool.prepareAll()
    }

    /// The rows of one statement without a transaction around it, which may be executed twice: see `Connection.execute`.
    func rows<Row>(
        _ query: Query<Row>, _ parameters: [Parameter], within limit: Duration
    ) async throws -> [Row] {
        try await pool.execute(Request(try statement(query.name), parameters), within: limit) {
            try query.rows(of: $0)
        }
    }

    /// The statement of `sql/queries/NAME.sql`, where no session is at hand.
    func statement(_ name: String) throws -> Statement {
        guard let statement = files.statements[name] else { throw SQLFilesError(missing: name) }
        return statement
    }

    /// Reads on one state of the database, as long as transactions may take: see `Connection.snapshot`.
    func read<Value: Sendable>(_ body: @Sendable (borrowing Session) throws -> Value) async throws -> Value {
        try await pool.snapshot(within: transactionLimit, body)
    }

    func write<Value: Sendable>(
        _ body: @Sendable @escaping (borrowing Session) throws -> Value
    ) async throws -> Value {
        if let transactionLimit { return try await pool.transaction(within: transactionLimit, body) }
        return try await pool.transaction(body)
    }
}

/// The database roles: owner makes tables, app appends and computes, read only looks, api reads the contract's views.
package enum DatabaseRole: String, CaseIterable, Sendable {
    case owner = "afterbuild_owner"
    case app = "afterbuild_app"
    case read = "afterbuild_read"
    case api = "afterbuild_api"
}

extension Database {
    /// Whether the database and this program do not fit together: a table, a column or a grant is missing.
    package static func isMismatch(_ error: any Error) -> Bool {
        // SQLSTATE class: syntax error or access rule violation.
        (error as? PostgresError)?.sqlState.hasPrefix("42") == true
    }

    /// Whether the database refuses the data itself, so that no waiting will mend it.
    ///
    /// Everything else may pass: a server that is away, full, busy, read-only, of another version, or not migrated yet.
    package static func isRefusal(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError, !error.isConnectionLost else { return false }
        // SQLSTATE classes: data exception, integrity constraint violation.
        return error.sqlState.hasPrefix("22") || error.sqlState.hasPrefix("23")
    }
}

extension Database {
    /// Whether a statement was ended because it took longer than its session allows.
    package static func isOutOfTime(_ error: any Error) -> Bool {
        (error as? PostgresError)?.isCancelled == true
    }

    /// Whether there was no way to the database, or none was free.
    package static func isAway(_ error: any Error) -> Bool {
        (error as? PostgresError)?.isConnectionLost == true || error is PoolError
    }
}
