/// The days of a build's monitoring, each with what may be expected of it: worked out once, read by many windows.
struct ExpectedStrip: Sendable {
    enum Mark: UInt8 {
        case expected
        /// Expected, and an outage of ours took a part of it.
        case touched
        /// A day of work that an outage of ours took whole.
        case lost
        case suspended
        /// A day of work on which many builds were silent together.
        case common
        case resting

        var isExpected: Bool { self == .expected || self == .touched }

        /// The mark of a day that is not expected.
        init(_ reason: Exclusion) {
            switch reason {
            case .outage: self = .lost
            case .suspension: self = .suspended
            case .commonCause: self = .common
            default: self = .resting
            }
        }
    }

    let first: Day
    private let marks: [Mark]
    /// For each place, how many days before it have each mark: a window is counted by two of them, however long it is.
    private let sums: [SIMD8<UInt16>]

    /// The days from the first possible one to the day before `today`; `nil` where there is none.
    init?(_ calendar: BuildCalendar, until today: Day) {
        guard let first = calendar.firstPossibleDay, first < today else { return nil }
        self.first = first
        // Most days are told apart by their weekday alone, without asking the whole calendar.
        let works = Weekday.allCases.map(calendar.site.workdays.contains)
        var weekday = first.weekday.rawValue
        marks = (first..<today).map { day in
            defer { weekday = weekday == 6 ? 0 : weekday + 1 }
            if !works[weekday], calendar.suspensions.isEmpty { return .resting }
            guard let excluded = calendar.exclusion(of: day, today: today) else {
                return calendar.shared.outages.touched.contains(day) ? .touched : .expected
            }
            return Mark(excluded.reason)
        }
        var sum = SIMD8<UInt16>.zero
        sums =
            [sum]
            + marks.map { mark in
                sum[Int(mark.rawValue)] &+= 1
                return sum
            }
    }

    /// A day beyond either end is no day of work.
    func mark(of day: Day) -> Mark {
        let place = day.days(since: first)
        return marks.indices.contains(place) ? marks[place] : .resting
    }

    func count(_ days: ClosedRange<Day>, into counts: inout WindowCounts) {
        let from = min(max(0, days.lowerBound.days(since: first)), marks.count)
        let to = min(max(from, days.upperBound.days(since: first) + 1), marks.count)
        let tally = sums[to] &- sums[from]
        func number(_ mark: Mark) -> Int { Int(tally[Int(mark.rawValue)]) }
        counts.expected += number(.expected) + number(.touched)
        counts.touched += number(.touched)
        counts.lost += number(.lost)
        counts.suspended += number(.suspended)
        counts.common += number(.common)
        counts.resting += number(.resting) + days.count - (to - from)
    }
}
