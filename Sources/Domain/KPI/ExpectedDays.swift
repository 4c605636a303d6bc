/// Why a day inside a window is not counted on.
///
/// The order is that of precedence: a day has one reason, the first that applies.
package enum Exclusion: String, CaseIterable, Sendable {
    /// Not for a supplier to know.
    case outsideContract = "outside_contract"
    case notOver = "not_over"
    case beforeCompletion = "before_completion"
    case outsideCollection = "outside_collection"
    case beforeKey = "before_key"
    case suspension
    case shutdown
    /// A weekday on which the site never works, also where it is a public holiday.
    case restDay = "rest_day"
    case holiday
    case outage
    case commonCause = "common_cause"

    package var korean: String {
        switch self {
        case .outsideContract: "계약 기간 밖"
        case .notOver: "아직 끝나지 않은 날"
        case .beforeCompletion: "구축완료 이전"
        case .outsideCollection: "수집기간 밖"
        case .beforeKey: "인증키 발급 전"
        case .suspension: "휴업 신고"
        case .shutdown: "신고된 휴무"
        case .restDay: "휴무 요일"
        case .holiday: "공휴일"
        case .outage: "수집 서비스의 장애"
        case .commonCause: "여러 사업장의 공통 원인"
        }
    }
}

/// A day left out of a denominator, with its reason.
package struct ExcludedDay: Sendable, Equatable {
    package let day: Day
    package let reason: Exclusion
    /// The holiday's name, where the reason is a holiday.
    package let name: String?

    package init(day: Day, reason: Exclusion, name: String?) {
        self.day = day
        self.reason = reason
        self.name = name
    }
}

/// The dates and the site calendar from which the days that a build may be expected to work follow.
package struct BuildCalendar: Sendable {
    package let site: SiteCalendar
    /// 구축완료일: monitoring starts on the next day.
    ///
    /// Without it nothing is expected.
    package let completedOn: Day?
    package let collectFrom: Day?
    package let collectTo: Day?
    /// The first day on which a key existed and the collection window was open; `nil` where there is no key.
    ///
    /// Nothing is expected before it, and nothing without a key.
    package let collectingFrom: Day?
    /// Declared suspensions of business (휴업) of the site.
    package let suspensions: [Suspension]
    /// Days on which the build was silent together with many others (`CommonCause`).
    package let incidents: [ClosedRange<Day>]
    package let shared: SharedCalendar
    /// The days that the caller may see.
    package private(set) var visible = VisibleDays.all

    package init(
        site: SiteCalendar, completedOn: Day?, collectFrom: Day?, collectTo: Day?, collectingFrom: Day?,
        suspensions: [Suspension] = [], incidents: [ClosedRange<Day>] = [], shared: SharedCalendar
    ) {
        self.site = site
        self.completedOn = completedOn
        self.collectFrom = collectFrom
        self.collectTo = collectTo
        self.collectingFrom = collectingFrom
        self.suspensions = suspensions
        self.incidents = incidents
        self.shared = shared
    }

    /// The reason why no work can be expected on `day`, seen from `today` (the KST day on which the figure is made).
    ///
    /// A day that is not over is never expected: doubt favours the build.
    package func exclusion(of day: Day, today: Day) -> ExcludedDay? {
        func excluded(_ reason: Exclusion, _ name: String? = nil) -> ExcludedDay {
            ExcludedDay(day: day, reason: reason, name: name)
        }
        if !visible.contains(day) { return excluded(.outsideContract) }
        if day >= today { return excluded(.notOver) }
        guard let completedOn, day > completedOn else { return excluded(.beforeCompletion) }
        if let collectFrom, day < collectFrom { return excluded(.outsideCollection) }
        if let collectTo, day > collectTo { return excluded(.outsideCollection) }
        guard let collectingFrom, day >= collectingFrom else { return excluded(.beforeKey) }
        if suspensions.contains(where: { $0.contains(day) }) { return excluded(.suspension) }
        if site.shutdowns.contains(where: { $0.contains(day) }) { return excluded(.shutdown) }
        if !site.workdays.contains(day.weekday) { return excluded(.restDay) }
        if !site.worksOnHolidays, let name = shared.holidays.name(on: day) { return excluded(.holiday, name) }
        if shared.outages.lost.contains(day) { return excluded(.outage) }
        if incidents.contains(where: { $0.contains(day) }) { return excluded(.commonCause) }
        return nil
    }

    /// The same for a caller who may see these days.
    package func showing(_ days: VisibleDays) -> BuildCalendar {
        var calendar = self
        calendar.visible = days
        return calendar
    }

    /// Whether there may be something before the days that the caller may see.
    package var hidesEarlier: Bool { firstPossibleDay.map { !visible.contains($0) } ?? false }

    /// The days of `window` on which work is expected, and those on which it is not, each with its reason.
    package func expectedDays(in window: ClosedRange<Day>, today: Day) -> ExpectedDays {
        var expected: [Day] = []
        var excluded: [ExcludedDay] = []
        for day in window {
            if let reason = exclusion(of: day, today: today) {
                excluded.append(reason)
            } else {
                expected.append(day)
            }
        }
        return ExpectedDays(expected: expected, excluded: excluded)
    }

    /// The first day on which anything may be expected: the day after completion, or the first day on which collecting is
    /// possible if later.
    ///
    /// `nil` before completion is known, and without a key.
    package var firstPossibleDay: Day? {
        guard let completedOn, let collectingFrom else { return nil }
        return [completedOn.adding(days: 1), collectingFrom, collectFrom ?? collectingFrom].max()
    }
}

/// A window split into days that count and days that do not.
package struct ExpectedDays: Sendable, Equatable {
    package let expected: [Day]
    package let excluded: [ExcludedDay]

    package init(expected: [Day], excluded: [ExcludedDay]) {
        self.expected = expected
        self.excluded = excluded
    }

    /// How many days each reason leaves out, in the order of `Exclusion`; reasons without a day are left out.
    package var excludedByReason: [(reason: Exclusion, days: Int)] {
        var counts: [Exclusion: Int] = [:]
        for day in excluded { counts[day.reason, default: 0] += 1 }
        return Exclusion.allCases.compactMap { reason in counts[reason].map { (reason, $0) } }
    }

    /// Share of the days of work without an outage of ours; 1 where there was no day of work.
    ///
    package func coverage(_ shared: SharedCalendar) -> Double {
        WindowCounts(EmptyCollection<UsageDay>(), self, shared, seenFrom: Day(number: 0)).coverage
    }
}
