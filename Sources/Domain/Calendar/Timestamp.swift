/// An instant, in microseconds of UTC since 1970-01-01: exactly what a PostgreSQL `timestamptz` stores.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The instant at which a Korean clock shows this day and time.
    ///
    /// Korea has kept UTC+9 without summer time since 1988.
    package init(day: Day, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - Self.kstOffset
        microseconds = seconds * 1_000_000 + Int64(microsecond)
    }

    /// The Korean (KST) calendar day on which this instant falls.
    package var day: Day { Day(number: Int32(localSeconds.floorDivided(by: 86_400))) }

    /// Seconds since midnight on a Korean clock, 0 to 86,399.
    package var secondOfDay: Int { Int(localSeconds - Int64(day.number) * 86_400) }

    /// The hour on a Korean clock, 0 to 23.
    package var hour: Int { secondOfDay / 3_600 }

    /// The 10-minute slot of the Korean day, 0 (00:00 to 00:09) to 143: the unit in which usage is counted, because
    /// the old national service kept at most one record per key and slot.
    package var slot: Int { secondOfDay / 600 }

    /// The fraction of the second, 0 to 999,999 microseconds.
    package var microsecondOfSecond: Int {
        Int(microseconds - microseconds.floorDivided(by: 1_000_000) * 1_000_000)
    }

    package func adding(seconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds + seconds * 1_000_000)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    private static let kstOffset: Int64 = 9 * 3_600

    private var localSeconds: Int64 { microseconds.floorDivided(by: 1_000_000) + Self.kstOffset }
}

extension Timestamp {
    /// `2026-05-07 09:12:33.609` on a Korean clock: the form of `recptnDt` and of a canonical `logDt`.
    package var wireText: String {
        "\(day) \(clockText).\(padded(microsecondOfSecond / 1_000, 3))"
    }

    /// `2026-05-07T09:12:33.609+09:00`: the form of every time in our JSON.
    ///
    /// Milliseconds, truncated.
    package var iso8601: String {
        "\(day)T\(clockText).\(padded(microsecondOfSecond / 1_000, 3))+09:00"
    }

    /// `2026-05-07 09:12:33.609000+09`: loses nothing, and PostgreSQL reads it whatever its time zone.
    package var sqlText: String {
        "\(day) \(clockText).\(padded(microsecondOfSecond, 6))+09"
    }

    /// `09:12:33` on a Korean clock.
    package var clockText: String {
        "\(padded(hour, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
    }

    /// Reads `YYYY-MM-DD[T| ]HH:MM[:SS[.fraction]][Z|±HH[:MM]]`; without a zone the time is Korean.
    ///
    /// `nil` when the text is anything else. For `logDt` as clients send it use the wire decoder, which
    /// forgives more.
    package init?(parsing text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 16, let day = Day(parsing: text.prefix(10)), bytes[10] == 84 || bytes[10] == 32
        else {
            return nil
        }
        var at = 11
        func number(_ digits: Int) -> Int? {
            guard at + digits <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[at..<at + digits] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            at += digits
            return value
        }
        func skip(_ byte: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }
        guard let hour = number(2), hour < 24, skip(58), let minute = number(2), minute < 60 else {
            return nil
        }
        var second = 0
        var microsecond = 0
        if skip(58) {
            guard let value = number(2), value < 60 else { return nil }
            second = value
            if skip(46) {
                var scale = 100_000
                let start = at
                while at < bytes.count, (48...57).contains(bytes[at]) {
                    microsecond += Int(bytes[at] - 48) * scale
                    scale /= 10
                    at += 1
                }
                guard at > start else { return nil }
            }
        }
        var offset = Self.kstOffset
        if skip(90) {
            offset = 0
        } else if at < bytes.count {
            let sign: Int64 = bytes[at] == 45 ? -1 : 1
            guard skip(43) || skip(45), let hours = number(2), hours < 24 else { return nil }
            var minutes = 0
            if at < bytes.count {
                _ = skip(58)
                guard let value = number(2), value < 60 else { return nil }
                minutes = value
            }
            offset = sign * Int64(hours * 3_600 + minutes * 60)
        }
        guard at == bytes.count else { return nil }
        let kst = Timestamp(day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
        microseconds = kst.microseconds + (Self.kstOffset - offset) * 1_000_000
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { iso8601 }
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

/// `number` in decimal, with zeros in front up to `width` digits.
package func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}

extension Timestamp {
    /// `Thu, 07 May 2026 09:12:33 +0900`: the date of a mail (RFC 5322).
    package var rfc5322: String {
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = day
        return "\(weekdays[day.weekday.rawValue]), \(padded(day.dayOfMonth, 2)) \(months[day.month - 1]) "
            + "\(padded(day.year, 4)) \(clockText) +0900"
    }
}
