import Domain
import Synchronization

/// Counts each key's records of the day, for the daily limit.
///
/// Kept in memory only: after a restart a key may send its limit once more, which favours the sender.
final class DailyCounter: Sendable {
    private struct Counts {
        var day = Day(number: 0)
        var byKey: [Int64: Int] = [:]
    }

    private let counts = Mutex(Counts())

    /// Counts one record and returns how many the key has sent on this day, this one included.
    func count(_ key: Int64, on day: Day) -> Int {
        counts.withLock { counts in
            if counts.day != day {
                counts.day = day
                counts.byKey.removeAll(keepingCapacity: true)
            }
            counts.byKey[key, default: 0] += 1
            return counts.byKey[key, default: 0]
        }
    }
}
