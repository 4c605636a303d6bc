import Synchronization

/// Why a semaphore gave no permit.
package enum SemaphoreError: Error, Sendable {
    /// All permits are taken, and as many callers wait as may.
    case full
    /// `close` was called.
    case closed
}

/// A counting semaphore with permits for each key, whose callers wait without blocking a thread.
///
/// A caller whose key has no free permit waits; permits go to the waiters of a key in the order in which they came.
/// There can be a limit for all keys together: a caller that exceeds it is refused at once. A caller whose task is
/// cancelled while it waits leaves the queue.
package final class KeyedSemaphore<Key: Hashable & Sendable>: Sendable {
    /// A permit, until it is released or nothing refers to it any more.
    package final class Permit: Sendable {
        private let semaphore: KeyedSemaphore
        private let key: Key
        private let isHeld = Atomic(true)

        fileprivate init(_ semaphore: KeyedSemaphore, _ key: Key) {
            self.semaphore = semaphore
            self.key = key
        }

        deinit {
            release()
        }

        /// Gives the permit to the next waiter; does nothing when called again.
        package func release() {
            if isHeld.exchange(false, ordering: .acquiringAndReleasing) { semaphore.release(key) }
        }
    }

    private struct Waiter {
        let ticket: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Line {
        var taken = 0
        var waiters: [Waiter] = []
    }

    private struct State {
        /// Of keys with a permit taken; only they can have waiters.
        var lines: [Key: Line] = [:]
        var taken = 0
        var nextTicket = 0
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let permitsPerKey: Int
    private let permits: Int
    private let waitersMax: Int
    private let state = Mutex(State())

    /// All permits are free at first.
    ///
    /// - Parameters:
    ///   - permits: of all keys together.
    ///   - waitersMax: callers of one key that may wait; one more is refused.
    package init(permitsPerKey: Int, permits: Int = .max, waitersMax: Int = .max) {
        precondition(permitsPerKey > 0 && permits > 0 && waitersMax >= 0)
        self.permitsPerKey = permitsPerKey
        self.permits = permits
        self.waitersMax = waitersMax
    }

    /// Returns with a permit, at once or after those that wait already.
    ///
    /// - Throws: `SemaphoreError`, or `CancellationError` when the task is cancelled before it has a permit.
    package func acquire(_ key: Key) async throws -> Permit {
        let (outcome, ticket) = state.withLock { state in
            state.nextTicket += 1
            return (admit(&state, key), state.nextTicket)
        }
        if let outcome {
            try outcome.get()
        } else {
            try await wait(for: key, ticket)
        }
        return Permit(self, key)
    }

    /// A permit where one is free; `nil` where none is, or after `close`.
    package func tryAcquire(_ key: Key) -> Permit? {
        state.withLock { take(&$0, key) } ? Permit(self, key) : nil
    }

    /// Refuses the callers that wait and all that come, and returns when every permit is released.
    package func close() async {
        let waiters = state.withLock { state in
            state.isClosed = true
            let waiters = state.lines.values.flatMap(\.waiters).sorted { $0.ticket < $1.ticket }
            for key in state.lines.keys { state.lines[key]?.waiters = [] }
            return waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: SemaphoreError.closed) }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.taken > 0 { state.closers.append(continuation) }
                return state.taken == 0
            }
            if isDone { continuation.resume() }
        }
    }

    /// Permits that are free for a key now.
    package func freeCount(_ key: Key) -> Int {
        state.withLock { state in
            min(permitsPerKey - (state.lines[key]?.taken ?? 0), permits - state.taken)
        }
    }

    /// Callers of a key that wait now.
    package func waitingCount(_ key: Key) -> Int {
        state.withLock { $0.lines[key]?.waiters.count ?? 0 }
    }

    private func take(_ state: inout State, _ key: Key) -> Bool {
        guard !state.isClosed, state.taken < permits,
            state.lines[key]?.taken ?? 0 < permitsPerKey
        else { return false }
        state.lines[key, default: Line()].taken += 1
        state.taken += 1
        return true
    }

    /// Returns nil when the caller has to wait.
    private func admit(_ state: inout State, _ key: Key) -> Result<Void, any Error>? {
        if Task.isCancelled { return .failure(CancellationError()) }
        if state.isClosed { return .failure(SemaphoreError.closed) }
        if take(&state, key) { return .success(()) }
        // Where the key has a free permit the limit of all keys is reached: no permit of this key may ever be released.
        guard let line = state.lines[key], line.taken == permitsPerKey, line.waiters.count < waitersMax else {
            return .failure(SemaphoreError.full)
        }
        return nil
    }

    private func wait(for key: Key, _ ticket: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state in
                    // The handler runs after the task is marked: either the mark is seen here, or the handler finds
                    // the waiter.
                    let outcome = admit(&state, key)
                    if outcome == nil {
                        state.lines[key]?.waiters.append(Waiter(ticket: ticket, continuation: continuation))
                    }
                    return outcome
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let place = state.lines[key]?.waiters.firstIndex(where: { $0.ticket == ticket }) else {
                    return nil
                }
                return state.lines[key]?.waiters.remove(at: place)
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func release(_ key: Key) {
        let (next, closers) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            if state.lines[key]?.waiters.isEmpty == false {
                return (state.lines[key]?.waiters.removeFirst(), [])
            }
            state.taken -= 1
            state.lines[key]?.taken -= 1
            if state.lines[key]?.taken == 0 { state.lines[key] = nil }
            guard state.isClosed, state.taken == 0 else { return (nil, []) }
            defer { state.closers = [] }
            return (nil, state.closers)
        }
        next?.continuation.resume()
        for closer in closers { closer.resume() }
    }
}

/// The key of a semaphore whose permits are for everybody.
package enum SingleKey: Hashable, Sendable {
    case only
}

/// A counting semaphore whose callers wait without blocking a thread.
package typealias AsyncSemaphore = KeyedSemaphore<SingleKey>

extension KeyedSemaphore where Key == SingleKey {
    /// All permits are free at first.
    ///
    /// - Parameter waitersMax: callers that may wait; one more is refused.
    package convenience init(permits: Int, waitersMax: Int = .max) {
        self.init(permitsPerKey: permits, waitersMax: waitersMax)
    }

    /// As `acquire(_:)`.
    package func acquire() async throws -> Permit { try await acquire(.only) }

    /// As `tryAcquire(_:)`.
    package func tryAcquire() -> Permit? { tryAcquire(.only) }

    /// Permits that are free now.
    package var freeCount: Int { freeCount(.only) }

    /// Callers that wait now.
    package var waitingCount: Int { waitingCount(.only) }
}
