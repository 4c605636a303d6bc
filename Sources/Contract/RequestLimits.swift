package import Concurrency
import Domain

/// Limits on the requests of each caller, whose clients retry after 429, unlike the senders of logs.
///
/// Each process counts for itself, in windows of one minute: two processes together let through twice as much.
package struct RequestLimits: Sendable {
    /// Length of a window.
    static let seconds = 60
    /// Requests with a wrong token that an address, or an IPv6 network of one sender, may make in a window.
    static let failuresInWindow = 60
    /// Steps to the issuer and back that an address may make in a window: two for each sign-in.
    static let signInStepsInWindow = 60
    /// Networks that are counted in one window.
    ///
    /// It bounds the memory; requests of further networks are not limited.
    static let sendersInWindow = 10_000

    /// Operations that are answered at a time, by token, so that no token takes all connections to the database.
    ///
    /// One more waits its turn: a burst is slower, not refused.
    let operations = KeyedSemaphore<Int64>(permitsPerKey: 4, waitersMax: 64)

    private let tokens: RateLimiter<Int64>
    /// By network; requests without an address are one.
    private let failures = RateLimiter<AddressNumber?>(
        quota: Self.failuresInWindow, window: .seconds(Self.seconds), keysMax: Self.sendersInWindow)
    private let signIns = RateLimiter<AddressNumber?>(
        quota: Self.signInStepsInWindow, window: .seconds(Self.seconds), keysMax: Self.sendersInWindow)
    private let uptime: @Sendable () -> Duration

    /// - Parameters:
    ///   - requestsAMinute: for tokens without a limit of their own.
    ///   - uptime: a monotonic clock.
    package init(requestsAMinute: Int, uptime: @escaping @Sendable () -> Duration) {
        tokens = RateLimiter(quota: requestsAMinute, window: .seconds(Self.seconds))
        self.uptime = uptime
    }

    /// Counts one request of a token.
    func count(_ access: Access) -> RateLimitState {
        tokens.count(access.tokenID, quota: access.requestsAMinute, at: uptime())
    }

    /// The state of an address that has sent too many wrong tokens in this window; `nil` while it is below the limit.
    func refusalForFailures(_ address: String?) -> RateLimitState? {
        Self.refusal(failures.peek(Self.network(address), at: uptime()))
    }

    /// Counts one request without a valid token; `nil` while the address may go on.
    @discardableResult
    func countFailure(_ address: String?) -> RateLimitState? {
        Self.refusal(failures.count(Self.network(address), at: uptime()))
    }

    /// Counts one step of a sign-in at the issuer; `nil` while the address may go on.
    package func countSignInStep(_ address: String?) -> RateLimitState? {
        Self.refusal(signIns.count(Self.network(address), at: uptime()))
    }

    private static func refusal(_ state: RateLimitState) -> RateLimitState? { state.isRefused ? state : nil }

    private static func network(_ address: String?) -> AddressNumber? {
        address.flatMap { AddressNumber($0)?.network }
    }
}
