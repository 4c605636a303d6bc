package import Domain

/// `2026-05-07 (목)`.
package func dayText(_ day: Day) -> String { "\(day) (\(day.weekday.korean))" }

/// `2026-05-01 ~ 2026-05-31`; one day alone is written once.
package func daysText(_ days: ClosedRange<Day>) -> String {
    days.lowerBound == days.upperBound ? dayText(days.lowerBound) : "\(days.lowerBound) ~ \(days.upperBound)"
}

/// `2026-05-07 09:12` on a Korean clock.
package func minuteText(_ time: Timestamp) -> String { "\(time.day) \(time.clockText.prefix(5))" }

/// `123-45-67890`: a ten-digit business number as it is printed; anything else stays as it is.
package func businessNumberText(_ number: String) -> String {
    let digits = Array(number)
    guard digits.count == 10 else { return number }
    return "\(String(digits[0..<3]))-\(String(digits[3..<5]))-\(String(digits[5...]))"
}
