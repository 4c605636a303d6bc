/// A day on which a factory need not work.
package struct Holiday: Hashable, Sendable {
    package let day: Day
    package let name: String
    package let kind: Kind

    package init(day: Day, name: String, kind: Kind) {
        self.day = day
        self.name = name
        self.kind = kind
    }

    /// Why the day is free.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case statutory
        /// 대체공휴일.
        case substitute
        /// 임시공휴일, made by the cabinet at short notice.
        case temporary
        case election
        /// 근로자의 날 until 2025: free for workers, but no public holiday, so it moves no legal deadline.
        case labourDay = "labour_day"

        /// Whether a legal period that ends on such a day ends on the next working day instead (민법 §161).
        package var isPublic: Bool { self != .labourDay }
    }
}

/// The national holidays, as the agency keeps them (`sql/seed/holidays.csv`), those on Saturdays and Sundays included.
package struct HolidayTable: Sendable {
    private let byDay: [Day: Holiday]
    /// Most days are none.
    private let days: DaySet

    package init(csv: String) throws(SeedProblem) {
        let table = try SeedTable(csv, columns: ["date", "name", "kind", "source"])
        var byDay: [Day: Holiday] = [:]
        for row in table.rows {
            guard let day = try row.day("date") else { throw row.problem("date is empty") }
            let text = try row.required("kind")
            guard let kind = Holiday.Kind(rawValue: text) else {
                let kinds = Holiday.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw row.problem("kind is “\(text)”; expected one of \(kinds)")
            }
            let holiday = Holiday(day: day, name: try row.required("name"), kind: kind)
            guard byDay.updateValue(holiday, forKey: day) == nil else {
                throw row.problem("\(day) stands in the file twice; join both names in one row")
            }
        }
        self.byDay = byDay
        days = DaySet(byDay.keys)
    }

    /// For holidays that come from the database.
    ///
    /// Of two on one day the later wins.
    package init(_ holidays: [Holiday]) {
        byDay = Dictionary(holidays.map { ($0.day, $0) }, uniquingKeysWith: { _, later in later })
        days = DaySet(byDay.keys)
    }

    /// In the order of the calendar.
    package var all: [Holiday] { byDay.values.sorted { $0.day < $1.day } }

    package func holiday(on day: Day) -> Holiday? { byDay[day] }

    /// The Korean name of the holiday; `nil` on an ordinary day.
    package func name(on day: Day) -> String? { days.contains(day) ? byDay[day]?.name : nil }
}
