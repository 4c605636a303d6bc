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
    package let days: [BuildDay]
    /// The first plausible day of use ever, which may lie before `days`.
    package let firstUse: Day?
    /// The last day on which anything shows life: a plausible claim or an arrival, whichever is later.
    package let lastSign: Day?

    package init(days: [BuildDay], firstUse: Day?, lastSign: Day?) {
        self.days = days
        self.firstUse = firstUse
        self.lastSign = lastSign
    }
}

/// All KPIs of `window`, seen from `today`.
///
/// - Parameters:
///   - users: distinct pseudonyms of exactly this window.
///   - today: the KST day on which the figure is made; it is never itself expected.
package func kpis(
    _ kind: WindowKind, _ window: ClosedRange<Day>, of usage: BuildUsage, users: DistinctUsers,
    calendar: BuildCalendar, today: Day
) -> WindowKPIs {
    let expectation = calendar.expectedDays(in: window, today: today)
    let inside = usage.days.filter { window.contains($0.day) && $0.day < today }
    return WindowKPIs(
        kind: kind, days: window, expectation: expectation,
        values: [
            activeDayRate(inside, expected: expectation.expected, outages: calendar.shared.outages),
            slotsPerActiveDay(inside),
            silence(lastSign: usage.lastSign, calendar: calendar, today: today),
            timeToFirstUse(usage.firstUse, completedOn: calendar.completedOn),
            KPIValue(
                kpi: .distinctUsers, numerator: users.low, denominator: nil, value: Double(users.low),
                low: Double(users.low), favourable: Double(users.high)),
        ])
}

/// Active expected days ÷ expected days.
///
/// The favourable bound also counts use on days that were not expected and takes days of arrival where they are more
/// than days of claim: a batch sent after midnight or a wrong clock must not harm. Days without use of which an outage of
/// ours took a part count as used.
private func activeDayRate(_ days: [BuildDay], expected: [Day], outages: OutageDays) -> KPIValue {
    let expectedSet = Set(expected)
    let active = days.filter(\.isActive)
    let activeExpected = active.count { expectedSet.contains($0.day) }
    let activeAtAll = max(active.count, days.count { $0.arrived > 0 })
    let used = Set(active.map(\.day))
    let doubtful = expected.count { outages.touched.contains($0) && !used.contains($0) }
    guard !expected.isEmpty else {
        return KPIValue(
            kpi: .activeDayRate, numerator: activeExpected, denominator: 0, value: nil, low: nil,
            favourable: nil)
    }
    let rate = Double(activeExpected) / Double(expected.count)
    return KPIValue(
        kpi: .activeDayRate, numerator: activeExpected, denominator: expected.count, value: rate, low: rate,
        favourable: min(1, Double(activeAtAll + doubtful) / Double(expected.count)))
}

private func slotsPerActiveDay(_ days: [BuildDay]) -> KPIValue {
    let active = days.filter(\.isActive)
    let slots = active.reduce(0) { $0 + $1.activeSlots }
    let mean = active.isEmpty ? nil : Double(slots) / Double(active.count)
    return KPIValue(
        kpi: .slotsPerActiveDay, numerator: slots, denominator: active.count, value: mean, low: mean,
        favourable: mean)
}

/// Expected days after the last sign of life and before `today`; from the first expected day where there never was one.
///
/// The favourable bound leaves out days of which an outage of ours took a part.
package func silence(lastSign: Day?, calendar: BuildCalendar, today: Day) -> KPIValue {
    guard let firstPossible = calendar.firstPossibleDay else {
        return KPIValue(
            kpi: .silence, numerator: nil, denominator: nil, value: nil, low: nil, favourable: nil)
    }
    let start = max(lastSign?.adding(days: 1) ?? firstPossible, firstPossible)
    let days = start < today ? calendar.expectedDays(in: start...today, today: today).expected : []
    let certain = days.count { !calendar.shared.outages.touched.contains($0) }
    return KPIValue(
        kpi: .silence, numerator: days.count, denominator: nil, value: Double(days.count),
        low: Double(days.count), favourable: Double(certain))
}

/// Calendar days from completion to first use; 0 where use began before completion.
private func timeToFirstUse(_ firstUse: Day?, completedOn: Day?) -> KPIValue {
    let days: Int? =
        if let firstUse, let completedOn { max(0, firstUse.days(since: completedOn)) } else { nil }
    let value = days.map(Double.init)
    return KPIValue(
        kpi: .timeToFirstUse, numerator: days, denominator: nil, value: value, low: value, favourable: value)
}
