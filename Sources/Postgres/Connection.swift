package import Blocking

/// One connection with a thread of its own: asynchronous outside, synchronous inside.
///
/// Connects on first use, and again after the connection was lost. Bodies are synchronous, so that no
/// transaction can wait for anything but the server. Cancelling the caller's task cancels the statement under
/// way in the server; the call then throws `CancellationError`, and the connection stays usable.
package actor Connection {
    private let executor: ThreadExecutor
    private let configuration: PoolConfiguration
    private var link: Link?

    /// The thread on which this actor runs.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Makes a connection that is not yet connected.
    ///
    /// - Parameter executor: the thread to run on; one of its own by default. An actor on the same thread calls the
    ///   connection without a change of thread.
    package init(
        _ configuration: PoolConfiguration, on executor: ThreadExecutor = ThreadExecutor(name: "postgres")
    ) {
        self.configuration = configuration
        self.executor = executor
    }

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// A connection that proves lost at BEGIN is replaced once, unseen by the caller. If the task is cancelled
    /// before COMMIT is sent, nothing is committed; COMMIT itself is not cancelled.
    package nonisolated func transaction<T: Sendable>(
        _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await transact(Cancellation(), body)
    }

    /// Runs `body` in a transaction that must end within `limit`, connecting included.
    ///
    /// After that the connection is broken and the call throws a lost connection: what the server was doing may still
    /// be committed, and `PostgresError.isCommitUnknown` says when COMMIT had been sent.
    package nonisolated func transaction<T: Sendable>(
        within limit: Duration, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let cancellation = Cancellation()
        let watch = Watchdog.shared.watch(cancellation, for: limit)
        defer { Watchdog.shared.end(watch) }
        return try await transact(cancellation, body)
    }

    /// Runs a transaction that is sent at once and must end within `limit`, connecting included.
    ///
    /// A connection that proves lost before the last rows were sent is replaced once, unseen by the caller. Errors are
    /// those of `transaction(within:_:)`.
    /// - Parameter transaction: called on the connection's own thread, once for each try.
    package nonisolated func run(
        within limit: Duration, _ transaction: @Sendable () throws -> CopyTransaction
    ) async throws {
        let cancellation = Cancellation()
        let watch = Watchdog.shared.watch(cancellation, for: limit)
        defer { Watchdog.shared.end(watch) }
        try await transact(cancellation, transaction)
    }

    /// Runs `body`, which only reads, on one state of the database.
    ///
    /// BEGIN and COMMIT go along with what is read, where it is read by `Session.exchange`. A connection that proves lost
    /// is replaced once, unseen by the caller: `body` then runs again.
    /// - Parameter limit: after so long, connecting included, the connection is broken and the call throws a lost
    ///   connection; `nil`: never.
    package nonisolated func snapshot<T: Sendable>(
        within limit: Duration? = nil, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let cancellation = Cancellation()
        guard let limit else { return try await snapshot(cancellation, body) }
        let watch = Watchdog.shared.watch(cancellation, for: limit)
        defer { Watchdog.shared.end(watch) }
        return try await snapshot(cancellation, body)
    }

    /// Executes one statement, which is a transaction of its own, in one exchange with the server instead of three.
    ///
    /// It must end within `limit`, connecting included. A connection that proves lost is replaced once and the statement
    /// executed again, unseen by the caller: only for what may be done twice. Where it is lost again, or the time is
    /// over, `PostgresError.isCommitUnknown` is true.
    package nonisolated func execute<T: Sendable>(
        _ request: Request, within limit: Duration,
        _ read: @Sendable (borrowing ResultSet) throws -> T
    ) async throws -> T {
        let cancellation = Cancellation()
        let watch = Watchdog.shared.watch(cancellation, for: limit)
        defer { Watchdog.shared.end(watch) }
        return try await execute(request, cancellation, read)
    }

    /// Runs `body` without a transaction around it; a transaction that `body` leaves open is rolled back.
    package nonisolated func withSession<T: Sendable>(
        _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withSession(Cancellation(), body)
    }

    /// Disconnects after the calls that are waiting.
    ///
    /// A later call connects again.
    package func close() {
        link = nil
        executor.stop()
    }

    // Cancellation is handled here, on the connection's own thread: in a function that is isolated nowhere, each handler
    // would take the caller through the shared pool of threads.

    private func transact<T>(
        _ cancellation: Cancellation, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withTaskCancellationHandler {
            try performTransaction(cancellation, body)
        } onCancel: {
            cancellation.request()
        }
    }

    private func transact(
        _ cancellation: Cancellation, _ transaction: @Sendable () throws -> CopyTransaction
    ) async throws {
        try await withTaskCancellationHandler {
            try perform(transaction, cancellation, mayRepeat: true)
        } onCancel: {
            cancellation.request()
        }
    }

    private func snapshot<T>(
        _ cancellation: Cancellation, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withTaskCancellationHandler {
            do {
                return try performSnapshot(cancellation, body)
            } catch let error as PostgresError where error.isConnectionLost {
                if cancellation.isRequested { throw CancellationError() }
                try cancellation.check("snapshot")
                return try performSnapshot(cancellation, body)
            }
        } onCancel: {
            cancellation.request()
        }
    }

    private func execute<T>(
        _ request: Request, _ cancellation: Cancellation, _ read: @Sendable (borrowing ResultSet) throws -> T
    ) async throws -> T {
        try await withTaskCancellationHandler {
            do {
                return try perform(request, cancellation, read)
            } catch let error as PostgresError where error.isConnectionLost {
                if cancellation.isRequested { throw CancellationError() }
                // After its time it is not tried again; what became of it is not known.
                guard (try? cancellation.check(request.statement.name)) != nil else { throw error }
                return try perform(request, cancellation, read)
            }
        } onCancel: {
            cancellation.request()
        }
    }

    private func withSession<T>(
        _ cancellation: Cancellation, _ body: @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        try await withTaskCancellationHandler {
            try performSession(cancellation, body)
        } onCancel: {
            cancellation.request()
        }
    }

    // Swift 6.3.1 crashes when it specialises these in a release build (GenericSpecializer); they gain nothing by it.
    @_semantics("optimize.sil.specialize.generic.never")
    private func performTransaction<T>(
        _ cancellation: Cancellation, _ body: (borrowing Session) throws -> T
    ) throws -> T {
        let link = try begin(cancellation)
        // The link must live until then: a closed descriptor's number is soon another's.
        defer { withExtendedLifetime(link) { cancellation.unwatch() } }
        let value: T
        do {
            value = try cancellation.cover(link) {
                try body(Session(link, cancellation, configuration.statements))
            }
            if cancellation.isRequested { throw CancellationError() }
            if link.hasFailedTransaction {
                throw PostgresError(
                    sqlState: "25P02", message: "a statement failed and the body went on", query: "commit")
            }
        } catch {
            endTransaction(link)
            disconnectIfReadOnly(error)
            throw cancellationOr(error, cancellation)
        }
        try commit(link)
        return value
    }

    @_semantics("optimize.sil.specialize.generic.never")
    private func performSnapshot<T>(
        _ cancellation: Cancellation, _ body: (borrowing Session) throws -> T
    ) throws -> T {
        do {
            let link = try connected(cancellation)
            try cancellation.watch(link)
            defer {
                link.snapshot = .none
                cancellation.unwatch()
            }
            do {
                link.snapshot = .notBegun
                let value = try cancellation.cover(link) {
                    try body(Session(link, cancellation, configuration.statements))
                }
                if cancellation.isRequested { throw CancellationError() }
                if !link.isIdle { _ = try link.execute(.commitSnapshot, []) }
                return value
            } catch {
                endTransaction(link)
                throw error
            }
        } catch {
            throw cancellationOr(error, cancellation)
        }
    }

    @_semantics("optimize.sil.specialize.generic.never")
    private func perform<T>(
        _ request: Request, _ cancellation: Cancellation, _ read: (borrowing ResultSet) throws -> T
    ) throws -> T {
        do {
            let link = try connected(cancellation)
            try cancellation.watch(link)
            defer { withExtendedLifetime(link) { cancellation.unwatch() } }
            do {
                return try cancellation.cover(link) {
                    // A request to cancel that came before the link was covered hit nothing.
                    try cancellation.check(request.statement.name)
                    return try read(
                        link.execute(request.statement, request.parameters, isBinary: request.isBinary))
                }
            } catch {
                endTransaction(link)
                disconnectIfReadOnly(error)
                guard var failure = error as? PostgresError, failure.isConnectionLost else { throw error }
                failure.isCommitUnknown = true
                throw failure
            }
        } catch {
            throw cancellationOr(error, cancellation)
        }
    }

    private func perform(
        _ transaction: () throws -> CopyTransaction, _ cancellation: Cancellation, mayRepeat: Bool
    ) throws {
        do {
            let transaction = try transaction()
            let link = try connected(cancellation)
            try cancellation.watch(link)
            defer { withExtendedLifetime(link) { cancellation.unwatch() } }
            do {
                try cancellation.cover(link) { try link.run(transaction) }
            } catch {
                endTransaction(link)
                disconnectIfReadOnly(error)
                throw error
            }
        } catch let error as PostgresError
            where mayRepeat && error.isConnectionLost && !error.isCommitUnknown
        {
            try cancellation.check("begin")
            try perform(transaction, cancellation, mayRepeat: false)
        } catch {
            throw cancellationOr(error, cancellation)
        }
    }

    @_semantics("optimize.sil.specialize.generic.never")
    private func performSession<T>(
        _ cancellation: Cancellation, _ body: (borrowing Session) throws -> T
    ) throws -> T {
        let link: Link
        do { link = try connected(cancellation) } catch { throw cancellationOr(error, cancellation) }
        let value: T
        do {
            value = try cancellation.cover(link) {
                try body(Session(link, cancellation, configuration.statements))
            }
        } catch {
            endTransaction(link)
            throw cancellationOr(error, cancellation)
        }
        endTransaction(link)
        return value
    }

    /// A link in a new transaction.
    private func begin(_ cancellation: Cancellation) throws -> Link {
        do {
            let link = try connected(cancellation)
            try cancellation.watch(link)
            do throws(PostgresError) {
                _ = try link.run("BEGIN", as: "begin")
                return link
            } catch {
                cancellation.unwatch()
                self.link = nil
                guard error.isConnectionLost else { throw error }
            }
            let replacement = try connected(cancellation)
            try cancellation.watch(replacement)
            _ = try replacement.run("BEGIN", as: "begin")
            return replacement
        } catch {
            cancellation.unwatch()
            throw cancellationOr(error, cancellation)
        }
    }

    private func connected(_ cancellation: Cancellation) throws -> Link {
        if cancellation.isRequested { throw CancellationError() }
        if let link, !link.isClosedByServer() { return link }
        link = nil
        let new = try Link.connect(configuration, cancellation)
        link = new
        return new
    }

    private func commit(_ link: Link) throws(PostgresError) {
        do throws(PostgresError) {
            let result = try link.run("COMMIT", as: "commit")
            guard result.commandTag != "ROLLBACK" else {
                throw PostgresError(
                    sqlState: "25P02", message: "the server rolled back instead of committing",
                    query: "commit")
            }
        } catch {
            endTransaction(link)
            var error = error
            error.isCommitUnknown = error.isConnectionLost
            throw error
        }
    }

    /// Rolls an open transaction back; discards the connection where that fails or it is lost.
    private func endTransaction(_ link: Link) {
        if !link.isLost && !link.isIdle {
            do throws(PostgresError) {
                _ = try link.run("ROLLBACK", as: "rollback")
            } catch {
                configuration.onNotice(
                    "rollback failed, the connection is replaced: \(error.debugDescription)")
            }
        }
        if link.isLost || !link.isIdle { self.link = nil }
    }

    /// Disconnects from a read-only server, which may have lost its role as primary: the next call connects anew.
    private func disconnectIfReadOnly(_ error: any Error) {
        if (error as? PostgresError)?.sqlState == "25006" { link = nil }
    }

    /// `CancellationError` where the statement failed because the task was cancelled; any other error unchanged.
    private func cancellationOr(_ error: any Error, _ cancellation: Cancellation) -> any Error {
        guard cancellation.isRequested, let failure = error as? PostgresError, failure.isCancelled else {
            return error
        }
        return CancellationError()
    }
}
