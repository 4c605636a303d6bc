/// A calendar week, Monday to Sunday.
package struct Week: Hashable, Sendable {
    package let first: Day

    package init(containing day: Day) {
        first = day.adding(days: -day.weekday.rawValue)
    }

    package var days: ClosedRange<Day> { first...first.adding(days: 6) }
}

/// A calendar month.
package struct Month: Hashable, Sendable {
    package let first: Day

    package init(containing day: Day) {
        first = day.adding(days: 1 - day.dayOfMonth)
    }

    package var days: ClosedRange<Day> { first...first.adding(months: 1).adding(days: -1) }
}

/// A calendar quarter: the programme's reports follow it.
package struct Quarter: Hashable, Sendable {
    package let year: Int
    /// 1 to 4.
    package let number: Int

    package init(containing day: Day) {
        year = day.year
        number = (day.month - 1) / 3 + 1
    }

    /// Reads `2026Q3`, in either case.
    package init?(parsing text: some StringProtocol) {
        let parts = text.uppercased().split(separator: "Q", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, let year = Int(parts[0]),
            (2000...2100).contains(year),
            let number = Int(parts[1]), (1...4).contains(number)
        else { return nil }
        self.year = year
        self.number = number
    }

    package var first: Day { Day(number: 0).adding(months: (year - 1970) * 12 + (number - 1) * 3) }
    package var days: ClosedRange<Day> { first...first.adding(months: 3).adding(days: -1) }
}

extension Quarter: CustomStringConvertible {
    package var description: String { "\(year)Q\(number)" }
}
