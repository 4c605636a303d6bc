/// How to connect, and how many connections to hold.
package struct PoolConfiguration: Sendable {
    /// A libpq connection string or URI.
    ///
    /// May hold a password: never log it.
    package var conninfo: String
    /// Connections at most; each has a thread, and is made when it is first needed.
    package var size: Int
    /// Callers that may wait for a connection; one more is refused at once with `PoolError.full`.
    package var waitersMax: Int
    /// By their names: what `Session.statement(named:)` finds and `Pool.prepareAll` prepares.
    ///
    /// Other statements may be executed all the same.
    package var statements: [String: Statement]
    /// SQL run in order on each new connection, such as `SET ROLE`.
    package var setup: [String]
    /// The server ends a statement after this; zero is never.
    package var statementTimeout: Duration
    /// Connecting fails after this, all addresses of the host together; zero is never.
    package var connectTimeout: Duration
    /// The server ends a connection whose transaction waits for us so long; zero is never.
    package var idleInTransactionTimeout: Duration
    /// Shown in `pg_stat_activity`, unless the connection string names one.
    package var applicationName: String
    /// Called on a connection's thread with each notice or warning of the server, without its final newline.
    package var onNotice: @Sendable (String) -> Void

    /// Makes a configuration; nothing is checked before the first connection.
    package init(
        conninfo: String, size: Int = 4, waitersMax: Int = 10_000, statements: [String: Statement] = [:],
        setup: [String] = [], statementTimeout: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(5), idleInTransactionTimeout: Duration = .seconds(60),
        applicationName: String = "postgres", onNotice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.conninfo = conninfo
        self.size = size
        self.waitersMax = waitersMax
        self.statements = statements
        self.setup = setup
        self.statementTimeout = statementTimeout
        self.connectTimeout = connectTimeout
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.applicationName = applicationName
        self.onNotice = onNotice
    }
}
