import Concurrency
import Synchronization

/// Why a pool gave no connection, when the database was not asked.
package enum PoolError: Error, Sendable {
    /// `close` was called.
    case closed
    /// `waitersMax` callers wait already.
    case full

    fileprivate init(_ error: SemaphoreError) {
        self = error == .closed ? .closed : .full
    }
}

/// A bounded number of connections, handed to callers in the order in which they asked.
///
/// A lost connection is replaced when it is next used; a connection that cannot be made fails the one caller
/// who was to use it, at once. A caller whose task is cancelled while it waits leaves the queue.
package final class Pool: Sendable {
    /// How its connections are made.
    package let configuration: PoolConfiguration
    private let permits: AsyncSemaphore
    /// The one used last comes last, and is taken first: it is the most likely to be alive and to have prepared
    /// statements.
    private let idle = Mutex<[Connection]>([])

    /// Makes a pool that has no connection yet.
    package init(_ configuration: PoolConfiguration) {
        precondition(configuration.size > 0, "the pool's size is \(configuration.size); expected 1 or more")
        self.configuration = configuration
        permits = AsyncSemaphore(permits: configuration.size, waitersMax: configuration.waitersMax)
    }

    /// Runs `body` in a transaction on one of the connections: see `Connection.transaction`.
    package func transaction<T: Sendable>(
        _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withConnection { try await $0.transaction(body) }
    }

    /// Runs `body` in a transaction that must end within `limit`: see `Connection.transaction(within:_:)`.
    ///
    /// Waiting for a connection is not part of the limit: give such transactions a pool of their own.
    package func transaction<T: Sendable>(
        within limit: Duration, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withConnection { try await $0.transaction(within: limit, body) }
    }

    /// Runs `body`, which only reads, on one state of the database: see `Connection.snapshot`.
    ///
    /// Waiting for a connection is not part of the limit.
    package func snapshot<T: Sendable>(
        within limit: Duration? = nil, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withConnection { try await $0.snapshot(within: limit, body) }
    }

    /// Executes one statement, which may be done twice: see `Connection.execute`.
    package func execute<T: Sendable>(
        _ request: Request, within limit: Duration,
        _ read: @Sendable (borrowing ResultSet) throws -> T
    ) async throws -> T {
        try await withConnection { try await $0.execute(request, within: limit, read) }
    }

    /// Runs a transaction that is sent at once: see `Connection.run(within:_:)`.
    package func run(
        within limit: Duration, _ transaction: @Sendable () throws -> CopyTransaction
    ) async throws {
        try await withConnection { try await $0.run(within: limit, transaction) }
    }

    /// Runs `body` without a transaction on one of the connections: see `Connection.withSession`.
    package func withSession<T: Sendable>(
        _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withConnection { try await $0.withSession(body) }
    }

    /// Prepares all statements of the configuration, in the order of their names, on one connection; returns the errors of
    /// those that fail.
    ///
    /// Throws when the connection itself fails.
    package func prepareAll() async throws -> [PostgresError] {
        let statements = configuration.statements.values.sorted { $0.name < $1.name }
        return try await withSession { session in
            var failures: [PostgresError] = []
            for statement in statements {
                do throws(PostgresError) {
                    try session.prepare(statement)
                } catch {
                    guard !error.isConnectionLost, !error.isCancelled else { throw error }
                    failures.append(error)
                }
            }
            return failures
        }
    }

    /// Refuses new callers and those that wait, and returns when the busy connections are done and all are closed.
    package func close() async {
        await permits.close()
        let idle = idle.withLock { idle in
            defer { idle = [] }
            return idle
        }
        for connection in idle { await connection.close() }
    }

    /// The callers that wait for a connection now.
    package var waitingCount: Int { permits.waitingCount }

    /// A connection is made where none is idle: there are never more than permits.
    private func withConnection<T>(_ body: (Connection) async throws -> T) async throws -> T {
        let permit: AsyncSemaphore.Permit
        do {
            permit = try await permits.acquire()
        } catch let error as SemaphoreError {
            throw PoolError(error)
        }
        defer { permit.release() }
        let connection = idle.withLock { $0.popLast() } ?? Connection(configuration)
        defer { idle.withLock { $0.append(connection) } }
        return try await body(connection)
    }
}
