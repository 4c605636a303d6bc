import Synchronization

/// Lets one caller at a time do what all of them wait for.
package final class SingleFlight: Sendable {
    private struct State {
        var isRunning = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Runs `body`, or where another caller runs one, waits for its end.
    ///
    /// - Returns: what `body` returns; `nil` where another caller ran one, whether or not it failed.
    package func run<Value, Failure: Error>(
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value? {
        let isFirst = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else {
            await wait()
            return nil
        }
        defer { end() }
        return try await body()
    }

    /// Callers that wait for another's end now.
    package var waitingCount: Int { state.withLock { $0.waiters.count } }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isRunning { state.waiters.append(continuation) }
                return !state.isRunning
            }
            if isOver { continuation.resume() }
        }
    }

    private func end() {
        let waiters = state.withLock { state in
            defer { state = State() }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
