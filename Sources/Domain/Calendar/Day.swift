/// A day of the Gregorian calendar, without time or zone.
///
/// Where a day is made from an instant it is the Korean day.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// `nil` when there is no such day (2026-02-30).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(checkedYear: year, month: month, day: day)
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    package init?(parsing text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
        var numbers = [0, 0, 0]
        for (part, range) in [0..<4, 5..<7, 8..<10].enumerated() {
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                numbers[part] = numbers[part] * 10 + Int(byte - 48)
            }
        }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    package var year: Int { parts.year }
    package var month: Int { parts.month }
    package var dayOfMonth: Int { parts.day }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday.allCases[Int((Int64(number) + 3) - (Int64(number) + 3).floorDivided(by: 7) * 7)]
    }

    /// Midnight at the start of this day on a Korean clock.
    package var start: Timestamp { Timestamp(day: self) }

    package func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

    /// The same day of the month `months` later; the last day of that month where it is shorter, as the Civil Act
    /// (민법 §160③) counts months.
    package func adding(months: Int) -> Day {
        let (year, month, day) = parts
        let count = Int64(year * 12 + month - 1 + months)
        let newYear = Int(count.floorDivided(by: 12))
        let newMonth = Int(count) - newYear * 12 + 1
        return Day(
            checkedYear: newYear, month: newMonth,
            day: min(day, Self.length(ofMonth: newMonth, year: newYear)))
    }

    /// Days from `other` to this day; negative when this day is earlier.
    package func days(since other: Day) -> Int { Int(number - other.number) }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    /// Days since 1970-01-01 by the count of days in 400-year eras that start on 1 March.
    private init(checkedYear year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(Int64(shifted).floorDivided(by: 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    private var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int64(number) + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: CustomStringConvertible {
    /// `2026-05-07`.
    package var description: String {
        let (year, month, day) = parts
        guard (0...9_999).contains(year) else {
            return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        }
        // Some answers have hundreds of days; ten bytes need no memory of their own.
        return String(unsafeUninitializedCapacity: 10) { bytes in
            func write(_ number: Int, _ digits: ClosedRange<Int>) {
                var rest = number
                for place in digits.reversed() {
                    bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
            }
            write(year, 0...3)
            bytes[4] = UInt8(ascii: "-")
            write(month, 5...6)
            bytes[7] = UInt8(ascii: "-")
            write(day, 8...9)
            return 10
        }
    }
}

extension Day: Strideable {
    package func distance(to other: Day) -> Int { other.days(since: self) }
    package func advanced(by days: Int) -> Day { adding(days: days) }
}

/// A day of the week, in the order of ISO 8601.
package enum Weekday: Int, CaseIterable, Hashable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// 월 화 수 목 금 토 일.
    package var korean: Character { Array("월화수목금토일")[rawValue] }

    package init?(korean: Character) {
        guard let found = Weekday.allCases.first(where: { $0.korean == korean }) else { return nil }
        self = found
    }
}
