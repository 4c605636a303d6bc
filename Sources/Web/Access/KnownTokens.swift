import Domain
import Synchronization

/// A short-lived cache of the holders of bearer tokens, since programs ask hundreds of times a second.
///
/// A token that was revoked, or whose bounds were changed, is answered as before for as long as what is known of it
/// lasts: see decision 0029. That it ends is known, and it ends at once.
package final class KnownTokens: Sendable {
    private struct Known {
        let access: Access
        let until: Duration
    }

    private static let most = 1_000

    private let lifetime: Duration
    private let uptime: @Sendable () -> Duration
    private let known = Mutex<[[UInt8]: Known]>([:])

    /// - Parameters:
    ///   - lifetime: zero: nothing is kept.
    ///   - uptime: a monotonic clock.
    package init(lifetime: Duration, uptime: @escaping @Sendable () -> Duration) {
        self.lifetime = lifetime
        self.uptime = uptime
    }

    /// The cached holder, or else the result of `lookUp`; unknown tokens are not cached, so that each try is counted.
    func holder(
        _ hash: [UInt8], now: Timestamp, _ lookUp: () async throws -> Access?
    ) async throws -> Access? {
        let asked = uptime()
        if let known = known.withLock({ $0[hash] }), asked < known.until,
            known.access.expiresAt.map({ now < $0 }) ?? true
        {
            return known.access
        }
        let found = try await lookUp()
        // From before the look-up on: a change after it may be missed no longer than said.
        known.withLock { known in
            if known.count >= Self.most { known = known.filter { asked < $0.value.until } }
            guard let found, known.count < Self.most else { return known[hash] = nil }
            known[hash] = Known(access: found, until: asked + lifetime)
        }
        return found
    }
}
