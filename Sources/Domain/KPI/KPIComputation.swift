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

/// What the figures of one build are computed from, whether it was read as it is, as it was known at an instant, or from
/// packed days.
package struct BuildUsage: Sendable {
    /// Build days in ascending order, at most one a day: those of the windows asked, as many before a window whose lifecycle is
    /// computed, and the build's own start (`BuildCalendar.ownStart`) where a trend is.
    package let days: [UsageDay]
    /// The first plausible day of use ever, which may lie before `days`.
    package let firstUse: Day?
    /// The first day ever on which anything shows life: a plausible claim or an arrival, whichever is earlier.
    package let firstSign: Day?
    /// The last sign of life before the days of the windows that were read.
    package let earlierSign: Day?
    /// The slots of each day; empty for a site without shifts, where no figure needs them.
    package let slots: [Day: DaySlots]

    package init(
        days: [UsageDay], firstUse: Day?, firstSign: Day? = nil, earlierSign: Day?,
        slots: [Day: DaySlots] = [:]
    ) {
        self.days = days
        self.firstUse = firstUse
        self.firstSign = firstSign
        self.earlierSign = earlierSign
        self.slots = slots
    }

    /// The last day with a sign of life, as far as days were read.
    package var lastSign: Day? {
        [days.last(where: \.isSign)?.day, earlierSign].compactMap(\.self).max()
    }
}

/// All KPIs that the catalogue makes for a window of this kind: the one place where figures of a window are put together.
///
/// A window that is over is seen from the day after its last day and knows nothing of what happened later: the silence of
/// a past month is the silence at its end, by whatever kind or dates the month is asked for. A window that is not over is
/// seen from `today`.
/// - Parameters:
///   - users: distinct pseudonyms of exactly this window.
///   - today: the KST day on which the figure is asked for; it is never itself expected.
package func kpis(
    _ kind: WindowKind, _ window: ClosedRange<Day>, of usage: BuildUsage, users: DistinctUsers,
    calendar: BuildCalendar, today: Day
) -> WindowKPIs {
    let seenFrom = min(today, window.upperBound.adding(days: 1))
    let expectation = calendar.expectedDays(in: window, today: seenFrom)
    let days = usage.days.inside(window)
    let inside = Array(days[..<days.lowerBound(of: seenFrom)])
    let scope = KPIScope(
        window: window, usage: usage, inside: inside,
        counts: WindowCounts(inside, expectation, calendar.shared, seenFrom: seenFrom), users: users,
        expected: expectation.expected, calendar: calendar, today: seenFrom)
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
    let counts: WindowCounts
    let users: DistinctUsers
    let expected: [Day]
    let calendar: BuildCalendar
    /// The day from which the window is seen.
    let today: Day

    /// First use, where it is not later than the window.
    var firstUse: Day? { usage.firstUse.flatMap { $0 <= window.upperBound ? $0 : nil } }
    /// First sign of life, where it is not later than the window.
    var firstSign: Day? { usage.firstSign.flatMap { $0 <= window.upperBound ? $0 : nil } }
    /// Last sign of life that is not later than the window.
    var lastSign: Day? { usage.days.lastSign(until: window.upperBound, earlier: usage.earlierSign) }

    /// `nil` for a KPI that is not made of one build and one window.
    func value(_ kpi: KPI) -> KPIValue? {
        switch kpi {
        case .activeDayRate: activeDayRate
        case .slotsPerActiveDay: slotsPerActiveDay
        case .silence: silence
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
