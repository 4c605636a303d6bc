import Domain
import Foundation
import Synchronization

/// The one place where the program asks for the time.
enum SystemClock {
    /// Now, in microseconds.
    ///
    /// Never goes back by itself; follows the machine's clock when that is set.
    static func now() -> Timestamp {
        Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }

    /// Monotonic time since the start, which goes on while the machine sleeps.
    @Sendable static func uptime() -> Duration { ContinuousClock.now - start }

    private static let start = ContinuousClock.now

    @Sendable static func sleep(_ duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }

    /// Blocks the thread, in whole microseconds: only for threads that nothing else waits for.
    @Sendable static func pause(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        usleep(UInt32(clamping: seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
    }
}

/// A clock that only requests move forward, for tests that send months of records to the real collector.
///
/// Never goes back: a request that carries an earlier time is stamped with it, but the clock stays.
final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp) {
        time = Mutex(start)
    }

    var now: Timestamp { time.withLock { $0 } }

    func move(to instant: Timestamp) {
        time.withLock { $0 = max($0, instant) }
    }
}
