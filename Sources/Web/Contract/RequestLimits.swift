import Domain
import Synchronization

/// How much each asker may ask; the callers of this interface do retry, unlike the senders of logs.
///
/// Counted by this process in windows of a minute. Two processes let through twice as much, which harms nobody.
package final class RequestLimits: Sendable {
    /// What is left, for the `RateLimit` headers.
    package struct Standing: Sendable, Equatable {
        package let quota: Int
        package let remaining: Int
        /// Seconds until the window ends.
        package let reset: Int
        package let isRefused: Bool
    }

    private struct Window {
        var startedAt: Duration
        var count: Int
    }

    private struct State {
        var tokens: [Int64: Window] = [:]
        var failures: [String: Window] = [:]
        var running: [Int64: Int] = [:]
    }

    package static let seconds = 60
    /// Requests of one token that may be answered at the same time.
    package static let atOnce = 16
    /// Requests with a wrong token that an address may make in a window.
    static let failuresInWindow = 60

    private let requestsAMinute: Int
    private let uptime: @Sendable () -> Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - requestsAMinute: for tokens without a limit of their own.
    ///   - uptime: a clock that no one sets.
    package init(requestsAMinute: Int, uptime: @escaping @Sendable () -> Duration) {
        self.requestsAMinute = requestsAMinute
        self.uptime = uptime
    }

    /// Counts one request of a token.
    func count(_ access: Access) -> Standing {
        let now = uptime()
        let quota = access.requestsAMinute ?? requestsAMinute
        return state.withLock { state in
            let window = Self.counted(state.tokens[access.tokenID], now)
            state.tokens[access.tokenID] = window
            return Self.standing(window, quota, now)
        }
    }

    /// Counts one request without a valid token; `nil` while the address may go on.
    func countFailure(_ address: String) -> Standing? {
        let now = uptime()
        return state.withLock { state in
            if state.failures.count > 10_000 {
                state.failures = state.failures.filter { now - $0.value.startedAt < .seconds(Self.seconds) }
            }
            let window = Self.counted(state.failures[address], now)
            state.failures[address] = window
            let standing = Self.standing(window, Self.failuresInWindow, now)
            return standing.isRefused ? standing : nil
        }
    }

    /// Takes one of the places of a token; `false` when all are taken.
    func enter(_ token: Int64) -> Bool {
        state.withLock { state in
            guard state.running[token, default: 0] < Self.atOnce else { return false }
            state.running[token, default: 0] += 1
            return true
        }
    }

    func leave(_ token: Int64) {
        state.withLock { state in
            state.running[token, default: 1] -= 1
            if state.running[token] == 0 { state.running[token] = nil }
        }
    }

    private static func counted(_ window: Window?, _ now: Duration) -> Window {
        guard var window, now - window.startedAt < .seconds(seconds) else {
            return Window(startedAt: now, count: 1)
        }
        window.count += 1
        return window
    }

    private static func standing(_ window: Window, _ quota: Int, _ now: Duration) -> Standing {
        let passed = Int((now - window.startedAt).components.seconds)
        return Standing(
            quota: quota, remaining: max(0, quota - window.count), reset: max(1, seconds - passed),
            isRefused: window.count > quota)
    }
}
