import Synchronization

/// Where a key stands in its window of time.
package struct RateLimitState: Sendable, Equatable {
    /// Events that a window may have.
    package let quota: Int
    /// Events that the window may still have.
    package let remaining: Int
    /// Whole seconds until the window ends, 1 at least.
    package let reset: Int
    /// Whether this event is one too many.
    package let isRefused: Bool
}

/// Counts events by key in windows of a fixed length; the window of a key begins with its first event.
///
/// Windows that are over are forgotten, once a window.
package final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Window {
        let start: Duration
        var count = 0
    }

    private struct State {
        var windows: [Key: Window] = [:]
        var prunedAt = Duration.zero
    }

    private let quota: Int
    private let window: Duration
    private let keysMax: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - quota: events that a window may have.
    ///   - window: of whole seconds.
    ///   - keysMax: keys that are counted at a time; the events of more are not counted, and not refused.
    package init(quota: Int, window: Duration, keysMax: Int = .max) {
        self.quota = quota
        self.window = window
        self.keysMax = keysMax
    }

    /// Counts one event.
    ///
    /// - Parameters:
    ///   - quota: of this key; `nil`: the quota of the limiter.
    ///   - now: of any clock, the same for all events.
    package func count(_ key: Key, quota: Int? = nil, at now: Duration) -> RateLimitState {
        state.withLock { state in
            if isOver(state.prunedAt, now) {
                state.windows = state.windows.filter { !isOver($0.value.start, now) }
                state.prunedAt = now
            }
            var window = current(state, key, now)
            window.count += 1
            if state.windows[key] != nil || state.windows.count < keysMax { state.windows[key] = window }
            return describe(window, quota ?? self.quota, now)
        }
    }

    /// What the next event would be told, which is not counted.
    package func peek(_ key: Key, at now: Duration) -> RateLimitState {
        state.withLock { state in
            var window = current(state, key, now)
            window.count += 1
            return describe(window, quota, now)
        }
    }

    private func current(_ state: State, _ key: Key, _ now: Duration) -> Window {
        guard let window = state.windows[key], !isOver(window.start, now) else { return Window(start: now) }
        return window
    }

    /// A window that begins a window's length or more in the future is over, too: the clock was set back.
    private func isOver(_ start: Duration, _ now: Duration) -> Bool {
        now - start >= window || start - now >= window
    }

    private func describe(_ window: Window, _ quota: Int, _ now: Duration) -> RateLimitState {
        let left = self.window.components.seconds - (now - window.start).components.seconds
        return RateLimitState(
            quota: quota, remaining: max(0, quota - window.count), reset: max(1, Int(left)),
            isRefused: window.count > quota)
    }
}
