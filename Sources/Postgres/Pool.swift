import Synchronization

/// Why a pool gave no connection, when the database was not asked.
package enum PoolError: Error, Sendable {
    /// `close` was called.
    case closed
    /// `waitersMax` callers wait already.
    case full
}

/// A bounded number of connections, handed to callers in the order in which they asked.
///
/// A lost connection is replaced when it is next used; a connection that cannot be made fails the one caller
/// who was to use it, at once. A caller whose task is cancelled while it waits leaves the queue.
package final class Pool: Sendable {
    /// How its connections are made.
    package let configuration: PoolConfiguration
    private let state = Mutex(State())

    private typealias Closer = CheckedContinuation<Void, Never>

    private struct State {
        /// The one used last comes first: it is the most likely to be alive and to have prepared statements.
        var idle: [Connection] = []
        var busyCount = 0
        var isClosed = false
        var line = WaitingLine<Connection>()
        var closers: [Closer] = []
    }

    /// Makes a pool that has no connection yet.
    package init(_ configuration: PoolConfiguration) {
        precondition(configuration.size > 0, "a pool of \(configuration.size) connections serves nobody")
        self.configuration = configuration
    }

    /// Runs `body` in a transaction on one of the connections: see `Connection.transaction`.
    package func transaction<T: Sendable>(
        _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await connection.transaction(body)
    }

    /// Runs `body` in a transaction that must end within `limit`: see `Connection.transaction(within:_:)`.
    ///
    /// Waiting for a connection is not part of the limit: give such transactions a pool of their own.
    package func transaction<T: Sendable>(
        within limit: Duration, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await connection.transaction(within: limit, body)
    }

    /// Runs `body`, which only reads, on one state of the database: see `Connection.snapshot`.
    ///
    /// Waiting for a connection is not part of the limit.
    package func snapshot<T: Sendable>(
        within limit: Duration? = nil, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await connection.snapshot(within: limit, body)
    }

    /// Executes one statement, which may be done twice: see `Connection.execute`.
    package func execute<T: Sendable>(
        _ request: Request, within limit: Duration,
        _ read: @Sendable (borrowing ResultSet) throws -> T
    ) async throws -> T {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await connection.execute(request, within: limit, read)
    }

    /// Runs a transaction that is sent at once: see `Connection.run(within:_:)`.
    package func run(
        within limit: Duration, _ transaction: @Sendable () throws -> CopyTransaction
    ) async throws {
        let connection = try await take()
        defer { giveBack(connection) }
        try await connection.run(within: limit, transaction)
    }

    /// Runs `body` without a transaction on one of the connections: see `Connection.withSession`.
    package func withSession<T: Sendable>(
        _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await connection.withSession(body)
    }

    /// Prepares all statements of the configuration on one connection; returns the errors of those that fail.
    ///
    /// Throws when the connection itself fails.
    package func prepareAll() async throws -> [PostgresError] {
        let statements = configuration.statements
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
        let waiting = state.withLock { state in
            state.isClosed = true
            return state.line.leaveAll()
        }
        for continuation in waiting { continuation.resume(throwing: PoolError.closed) }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.busyCount > 0 { state.closers.append(continuation) }
                return state.busyCount == 0
            }
            if isDone { continuation.resume() }
        }
        let idle = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { await connection.close() }
    }

    /// The callers that wait for a connection now.
    package var waitingCount: Int { state.withLock { $0.line.count } }

    private func take() async throws -> Connection {
        if let connection = state.withLock({ takeIdle(&$0) }) { return connection }
        let ticket = state.withLock { $0.line.ticket() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { admit(&$0, ticket, continuation) }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.line.leave(ticket) }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// Whoever need not wait goes without a continuation.
    private func takeIdle(_ state: inout State) -> Connection? {
        guard !Task.isCancelled, !state.isClosed, let connection = state.idle.popLast() else { return nil }
        state.busyCount += 1
        return connection
    }

    /// Returns nil when the caller has to wait.
    ///
    /// The cancellation handler runs after the task is marked, so either the mark is seen here, or the
    /// handler finds the ticket in the line.
    private func admit(
        _ state: inout State, _ ticket: Int, _ continuation: CheckedContinuation<Connection, any Error>
    ) -> Result<Connection, any Error>? {
        if Task.isCancelled { return .failure(CancellationError()) }
        if state.isClosed { return .failure(PoolError.closed) }
        if let connection = state.idle.popLast() {
            state.busyCount += 1
            return .success(connection)
        }
        if state.busyCount < configuration.size {
            state.busyCount += 1
            return .success(Connection(configuration))
        }
        if state.line.count >= configuration.waitersMax { return .failure(PoolError.full) }
        state.line.join(ticket, continuation)
        return nil
    }

    private func giveBack(_ connection: Connection) {
        let (next, closers) = state.withLock { state -> (WaitingLine<Connection>.Caller?, [Closer]) in
            if let next = state.line.first() { return (next, []) }
            state.busyCount -= 1
            state.idle.append(connection)
            guard state.isClosed, state.busyCount == 0 else { return (nil, []) }
            defer { state.closers = [] }
            return (nil, state.closers)
        }
        next?.resume(returning: connection)
        for closer in closers { closer.resume() }
    }
}

/// Waiting callers in the order of their tickets; each may leave at any time.
struct WaitingLine<Element: Sendable> {
    typealias Caller = CheckedContinuation<Element, any Error>

    private var callers: [Int: Caller] = [:]
    private var nextTicket = 0
    /// No caller in the line has a lower ticket.
    private var head = 0

    var count: Int { callers.count }

    mutating func ticket() -> Int {
        defer { nextTicket += 1 }
        return nextTicket
    }

    mutating func join(_ ticket: Int, _ caller: Caller) {
        callers[ticket] = caller
        head = min(head, ticket)
    }

    mutating func leave(_ ticket: Int) -> Caller? {
        callers.removeValue(forKey: ticket)
    }

    /// Takes the caller who came first.
    mutating func first() -> Caller? {
        while head < nextTicket {
            defer { head += 1 }
            if let caller = callers.removeValue(forKey: head) { return caller }
        }
        return nil
    }

    mutating func leaveAll() -> [Caller] {
        defer { callers = [:] }
        return callers.sorted { $0.key < $1.key }.map(\.value)
    }
}
