import Domain
import Synchronization

/// The `Date` header of answers, written anew once a second.
final class DateHeader: Sendable {
    private struct Written {
        var second: Int64?
        var value = ""
        var line: [UInt8] = []
    }

    private let written = Mutex(Written())

    /// `Date: Thu, 07 May 2026 00:12:33 GMT` (IMF-fixdate, RFC 9110) with its line end.
    func line(at now: Timestamp) -> [UInt8] {
        written.withLock { written in
            Self.write(now, to: &written)
            return written.line
        }
    }

    /// The same without name and line end.
    func value(at now: Timestamp) -> String {
        written.withLock { written in
            Self.write(now, to: &written)
            return written.value
        }
    }

    private static func write(_ now: Timestamp, to written: inout Written) {
        // Before 1970 two seconds would share a number: no clock stands there.
        let second = now.microseconds / 1_000_000
        guard written.second != second else { return }
        // A Korean clock showed nine hours ago what one in Greenwich shows now.
        let zone = "+0900"
        let value = "\(now.adding(seconds: -9 * 3_600).rfc5322.dropLast(zone.utf8.count))GMT"
        written = Written(second: second, value: value, line: Array("Date: \(value)\r\n".utf8))
    }
}
