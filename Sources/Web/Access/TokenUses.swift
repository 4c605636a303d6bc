import Domain
import Synchronization

/// Which tokens were used in the last minute: a use is written down once a minute.
final class TokenUses: Sendable {
    private static let seconds: Int64 = 60

    private let noted = Mutex<[Int64: Timestamp]>([:])

    /// Whether this use is the first of a minute.
    func isNew(_ tokenID: Int64, at now: Timestamp) -> Bool {
        noted.withLock { noted in
            if let last = noted[tokenID], last <= now, now < last.adding(seconds: Self.seconds) {
                return false
            }
            noted[tokenID] = now
            return true
        }
    }
}
