/// Distinct pseudonyms over a window, by the epoch of their key.
///
/// One person has a new pseudonym in each epoch, so a count over several is only known between two bounds.
package struct DistinctUsers: Sendable, Equatable {
    package let byEpoch: [Int]

    package init(byEpoch: [Int]) {
        self.byEpoch = byEpoch
    }

    package var low: Int { byEpoch.max() ?? 0 }
    package var high: Int { byEpoch.reduce(0, +) }
}

/// What the KPIs of one build are computed from.
package struct BuildUsage: Sendable {
    /// Build days in any order, at most one a day.
    ///
    /// Lifecycle looks at as many days before its window as the window has.
    package let days: [UsageDay]
    /// The first plausible day of use ever, which may lie before `days`.
    package let firstUse: Day?
    /// The last day on which anything shows life: a plausible claim or an arrival, whichever is later.
    package let lastSign: Day?
    /// The first day on which anything shows life; `nil` where it was not looked up.
    package let firstSign: Day?
    /// The build days of the build's own start (`BuildCalendar.ownStart`); empty where they were not read, and then there
    /// is no trend.
    package let start: [UsageDay]
    /// The slots of each day; empty where they were not read, and then nothing is said about shifts.
    package let slots: [Day: DaySlots]

    package init(
        days: [UsageDay], firstUse: Day?, lastSign: Day?, firstSign: Day? = nil, start: [UsageDay] = [],
        slots: [Day: DaySlots] = [:]
    ) {
        self.days = days
        self.firstUse = firstUse
        self.lastSign = lastSign
        self.firstSign = firstSign
        self.start = start
        self.slots = slots
    }
}

/// All KPIs that the catalogue makes for a window of this kind, seen from `today`.
///
/// - Parameters:
///   - users: distinct pseudonyms of exactly this window.
///   - today: the KST day on which the figure is made; it is never itself expected.
package func kpis(
    _ kind: WindowKind, _ window: ClosedRange<Day>, of usage: BuildUsage, users: DistinctUsers,
    calendar: BuildCalendar, today: Day
) -> WindowKPIs {
    let expectation = calendar.expectedDays(in: window, today: today)
    let scope = KPIScope(
        window: window, usage: usage, inside: usage.days.filter { window.contains($0.day) && $0.day < today },
        users: users, expected: expectation.expected, calendar: calendar, today: today)
    return WindowKPIs(
        kind: kind, days: window, expectation: expectation,
        values: KPI.made(for: kind).compactMap(scope.value))
}

/// One window of one build with what its figures are made of.
struct KPIScope {
    let window: ClosedRange<Day>
    let usage: BuildUsage
    /// The build days of the window that are over.
    let inside: [UsageDay]
    let users: DistinctUsers
    let expected: [Day]
    let calendar: BuildCalendar
    let today: Day

    /// `nil` for a KPI that is not made of one build and one window.
    func value(_ kpi: KPI) -> KPIValue? {
        switch kpi {
        case .activeDayRate: activeDayRate
        case .slotsPerActiveDay: slotsPerActiveDay
        case .silence: silence(lastSign: usage.lastSign, calendar: calendar, today: today)
        case .timeToFirstUse: timeToFirstUse
        case .distinctUsers: distinctUsers
        case .activeDays7: activeDays(.activeDays7, last: 7)
        case .activeDays28: activeDays(.activeDays28, last: 28)
        case .trend: trend
        case .lifecycle: lifecycle
        case .shiftCoverage: shiftCoverage
        case .breadth: breadth
        case .recordWorkShare: recordWorkShare
        case .logInPairs: logInPairs
        case .lateShare: lateShare
        case .rejectedShare: rejectedShare
        case .continuity: continuity
        case .longestGap: longestGap
        case .slotsByHour, .retention, .peerPercentile, .feedLoss, .beyondLogIn: nil
        }
    }

    /// Days of which an outage of ours took a part: what is missing there is taken for there in the favourable bound.
    var touched: Set<Day> { calendar.shared.outages.touched }
}
