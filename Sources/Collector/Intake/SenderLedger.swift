import Domain
import Synchronization

/// Counts what each key sent today, for the limits.
///
/// Kept in memory of one instance: after a restart a key may send its limit once more, which favours the sender.
final class SenderLedger: Sendable {
    private struct Sender {
        var requests = 0
        var successes = 0
        var lastSuccess: Timestamp?
    }

    private struct Today {
        var day = Day(number: 0)
        var senders: [Int64: Sender] = [:]
        /// By key, and by the day that they claim.
        var lines: [Int64: [Day: Int]] = [:]

        mutating func turn(to day: Day) {
            guard self.day != day else { return }
            self.day = day
            // The pause after a success does not end at midnight.
            senders = senders.compactMapValues { $0.lastSuccess.map { Sender(lastSuccess: $0) } }
            lines.removeAll(keepingCapacity: true)
        }
    }

    private let today = Mutex(Today())

    /// Counts one request and returns how many the key has made on this day, this one included.
    func countRequest(of key: Int64, on day: Day) -> Int {
        today.withLock { today in
            today.turn(to: day)
            today.senders[key, default: Sender()].requests += 1
            return today.senders[key]?.requests ?? 0
        }
    }

    /// Lines of files that arrived from a key on this day, by the day that they claim.
    func lines(of key: Int64, on day: Day) -> [Day: Int] {
        today.withLock { today in
            today.turn(to: day)
            return today.lines[key] ?? [:]
        }
    }

    /// Counts the lines of one file.
    func count(_ lines: [Day: Int], of key: Int64, on day: Day) {
        today.withLock { today in
            today.turn(to: day)
            today.lines[key, default: [:]].merge(lines, uniquingKeysWith: +)
        }
    }

    /// The old service's answer to a counted record, remembered if it is a success.
    func legacyAnswer(to key: Int64, at now: Timestamp, requests: Int) -> ResultCode {
        today.withLock { today in
            var sender = today.senders[key] ?? Sender()
            let code = LegacyLimits.answer(
                at: now, lastSuccess: sender.lastSuccess, successes: sender.successes, requests: requests)
            if code == .AP1002 {
                sender.successes += 1
                sender.lastSuccess = now
                today.senders[key] = sender
            }
            return code
        }
    }
}
