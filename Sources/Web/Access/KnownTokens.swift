import Domain
import Synchronization

/// A short-lived cache of the holders of bearer tokens, since programs ask hundreds of times a second.
///
/// A revoked or changed token keeps its old rights until its entry expires (`lifetime`): see decision 0029. The end of a
/// token's own validity takes effect at once.
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
    ///   - lifetime: of an entry; zero keeps none.
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
        // Counted from before the look-up, so that a change is missed for at most `lifetime`.
        known.withLock { known in
            if known.count >= Self.most { known = known.filter { asked < $0.value.until } }
            guard let found, known.count < Self.most else { return known[hash] = nil }
            known[hash] = Known(access: found, until: asked + lifetime)
        }
        return found
    }
}
