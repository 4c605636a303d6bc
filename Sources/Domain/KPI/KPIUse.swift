extension KPIScope {
    /// Active expected days ÷ expected days.
    var activeDayRate: KPIValue { UsedDays(inside, expected: expected, touched: touched).rate }

    /// Calendar days from completion to first use; 0 where use began before completion.
    ///
    /// The favourable bound takes the first sign of life where it is earlier, or where there is nothing else: a first
    /// record with a wrong clock must not harm.
    var timeToFirstUse: KPIValue {
        guard let completedOn = calendar.completedOn else { return KPIValue(unsaid: .timeToFirstUse) }
        func delay(_ day: Day?) -> Int? { day.map { max(0, $0.days(since: completedOn)) } }
        let days = delay(usage.firstUse)
        let earliest = delay([usage.firstUse, usage.firstSign].compactMap(\.self).min())
        let value = days.map(Double.init)
        return KPIValue(
            kpi: .timeToFirstUse, numerator: days, denominator: nil, value: value, low: value,
            favourable: earliest.map(Double.init))
    }

    /// Distinct pseudonyms of the window.
    ///
    /// Persons have a new pseudonym in each epoch of the key: at least those of the largest epoch, at most all together.
    var distinctUsers: KPIValue {
        KPIValue(count: .distinctUsers, users.low, favourable: users.high)
    }

    /// Active days of the last days of the window, whether or not they were expected.
    ///
    /// The favourable bound takes days of arrival where they are more, and days without use that an outage of ours touched.
    func activeDays(_ kpi: KPI, last length: Int) -> KPIValue {
        let first = window.upperBound.adding(days: 1 - length)
        let days = inside.filter { $0.day >= first }
        let active = days.count(where: \.isActive)
        let used = Set(days.filter(\.isActive).map(\.day))
        let doubtful = touched.count {
            (first...window.upperBound).contains($0) && $0 < today && !used.contains($0)
        }
        return KPIValue(
            count: kpi, active,
            favourable: min(length, max(active, days.count { $0.arrived > 0 }) + doubtful))
    }

    /// The active-day rate against that of the build's own first eight weeks of use.
    ///
    /// Said only of windows that begin after them. The favourable bound holds the best rate now against the rate of the
    /// start as defined; the other one the rate now against the best of the start.
    var trend: KPIValue {
        let now = UsedDays(inside, expected: expected, touched: touched)
        guard let start = calendar.ownStart(firstUse: usage.firstUse), start.upperBound < window.lowerBound
        else {
            return KPIValue(unsaid: .trend, numerator: now.active, denominator: now.expected)
        }
        return now.trend(
            against: UsedDays(
                usage.start.filter { start.contains($0.day) && $0.day < today },
                expected: calendar.expectedDays(in: start, today: today).expected, touched: touched))
    }
}

extension BuildCalendar {
    /// The eight weeks from the first use after completion on: what a build's later use is held against.
    package func ownStart(firstUse: Day?) -> ClosedRange<Day>? {
        guard let firstUse, let firstPossibleDay else { return nil }
        let start = max(firstUse, firstPossibleDay)
        return start...start.adding(days: 55)
    }
}

/// How many of the days that were expected were used.
struct UsedDays {
    /// Expected days with use.
    let active: Int
    let expected: Int
    /// Days that may be taken for use in favour of the build.
    ///
    /// These are use on days that were not expected, or days of arrival where they are more than days of claim (a batch
    /// sent after midnight or a wrong clock must not harm), and days without use of which an outage of ours took a part.
    let atBest: Int

    init(_ days: [UsageDay], expected: [Day], touched: Set<Day>) {
        let used = DaySet(days.filter(\.isActive).map(\.day))
        active = expected.count(where: used.contains)
        self.expected = expected.count
        atBest =
            max(used.count, days.count { $0.arrived > 0 })
            + expected.count { touched.contains($0) && !used.contains($0) }
    }

    /// - Parameter atBest: days that may be taken for use in favour of the build.
    init(active: Int, expected: Int, atBest: Int) {
        self.active = active
        self.expected = expected
        self.atBest = atBest
    }

    /// The active-day rate.
    var rate: KPIValue {
        KPIValue(share: .activeDayRate, active, of: expected, low: value, favourable: favourable)
    }

    /// The rate against that of the build's own start; unsaid where either cannot be said, or nothing was used then.
    func trend(against own: UsedDays) -> KPIValue {
        guard let value, let favourable, let ownRate = own.value, let ownBest = own.favourable, ownRate > 0
        else { return KPIValue(unsaid: .trend, numerator: active, denominator: expected) }
        return KPIValue(
            kpi: .trend, numerator: active, denominator: expected, value: value / ownRate,
            low: value / ownBest, favourable: favourable / ownRate, reference: ownRate)
    }

    var value: Double? { expected > 0 ? Double(active) / Double(expected) : nil }
    var favourable: Double? { expected > 0 ? min(1, Double(atBest) / Double(expected)) : nil }
}

/// Expected days after the last sign of life and before `today`; from the first expected day where there never was one.
///
/// The favourable bound leaves out days of which an outage of ours took a part.
package func silence(lastSign: Day?, calendar: BuildCalendar, today: Day) -> KPIValue {
    guard let firstPossible = calendar.firstPossibleDay else { return KPIValue(unsaid: .silence) }
    let start = max(lastSign?.adding(days: 1) ?? firstPossible, firstPossible)
    let days = start < today ? calendar.expectedDays(in: start...today, today: today).expected : []
    let certain = days.count { !calendar.shared.outages.touched.contains($0) }
    return KPIValue(count: .silence, days.count, favourable: certain)
}
