import Concurrency
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

        func isOver(_ now: Duration) -> Bool { now - startedAt >= .seconds(RequestLimits.seconds) }
    }

    /// The windows of senders; those without an address are one.
    private struct Senders {
        private var windows: [AddressNumber?: Window] = [:]
        private var prunedAt = Duration.zero

        /// The window of an address that is not over.
        func window(_ address: String?, _ now: Duration) -> Window? {
            windows[Self.network(address)].flatMap { $0.isOver(now) ? nil : $0 }
        }

        /// - Returns: `nil` for one too many: whoever has that many networks is not to be held up by counting.
        mutating func count(_ address: String?, _ now: Duration) -> Window? {
            if now - prunedAt >= .seconds(RequestLimits.seconds) {
                windows = windows.filter { !$0.value.isOver(now) }
                prunedAt = now
            }
            let network = Self.network(address)
            guard windows[network] != nil || windows.count < RequestLimits.sendersInWindow else { return nil }
            let window = RequestLimits.counted(windows[network], now)
            windows[network] = window
            return window
        }

        private static func network(_ address: String?) -> AddressNumber? {
            address.flatMap { AddressNumber($0)?.network }
        }
    }

    private struct State {
        var tokens: [Int64: Window] = [:]
        var failures = Senders()
        var signIns = Senders()
    }

    package static let seconds = 60
    /// Requests with a wrong token that an address, or an IPv6 network of one sender, may make in a window.
    static let failuresInWindow = 60
    /// Steps to the issuer and back that an address may make in a window: two for each sign-in.
    static let signInStepsInWindow = 60
    /// Addresses that are counted in a window.
    static let sendersInWindow = 10_000

    private let requestsAMinute: Int
    private let uptime: @Sendable () -> Duration
    private let state = Mutex(State())
    /// Operations that are answered at a time, by token, so that no token takes all connections to the database.
    ///
    /// One more waits its turn: a burst is slower, not refused.
    let operations = KeyedSemaphore<Int64>(permitsPerKey: 4, waitersMax: 64)

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

    /// What to tell an address whose window of wrong tokens is full; `nil` while its tokens are looked up.
    func refusalOfGuess(_ address: String?) -> Standing? {
        let now = uptime()
        return state.withLock { state in
            guard let window = state.failures.window(address, now), window.count >= Self.failuresInWindow
            else { return nil }
            return Self.standing(
                Window(startedAt: window.startedAt, count: window.count + 1), Self.failuresInWindow, now)
        }
    }

    /// Counts one request without a valid token; `nil` while the address may go on.
    @discardableResult
    func countFailure(_ address: String?) -> Standing? {
        let now = uptime()
        return state.withLock { state in
            Self.refusal(state.failures.count(address, now), Self.failuresInWindow, now)
        }
    }

    /// Counts one step of a sign-in at the issuer; `nil` while the address may go on.
    package func countSignInStep(_ address: String?) -> Standing? {
        let now = uptime()
        return state.withLock { state in
            Self.refusal(state.signIns.count(address, now), Self.signInStepsInWindow, now)
        }
    }

    private static func refusal(_ window: Window?, _ quota: Int, _ now: Duration) -> Standing? {
        window.map { standing($0, quota, now) }.flatMap { $0.isRefused ? $0 : nil }
    }

    private static func counted(_ window: Window?, _ now: Duration) -> Window {
        guard var window, !window.isOver(now) else {
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
