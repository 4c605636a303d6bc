/// One build as retention sees it.
package struct RetentionBuild: Sendable {
    package let calendar: BuildCalendar
    /// Build days from completion on, in any order.
    package let days: [UsageDay]

    package init(calendar: BuildCalendar, days: [UsageDay]) {
        self.calendar = calendar
        self.days = days
    }
}

/// One week after completion of the builds that were completed in one month.
package struct RetentionCell: Sendable, Equatable {
    /// The first day of the month of completion.
    package let cohort: Day
    /// 1 for the seven days after completion.
    package let week: Int
    package let value: KPIValue

    package init(cohort: Day, week: Int, value: KPIValue) {
        self.cohort = cohort
        self.week = week
        self.value = value
    }
}

/// The share of builds that were used in each week after completion, by month of completion.
///
/// A build counts in a week that is over and in which at least one of its days was expected. The favourable bound takes
/// any sign of life for use, and a day that an outage of ours touched for a sign.
/// - Parameter weeks: how many weeks after completion to follow.
/// - Returns: by month and week; weeks that no build has reached are left out.
package func retention(of builds: some Sequence<RetentionBuild>, weeks: Int, today: Day) -> [RetentionCell] {
    var counts: [Place: (builds: Int, used: Int, atBest: Int)] = [:]
    for build in builds {
        guard let completedOn = build.calendar.completedOn else { continue }
        let first = completedOn.adding(days: 1)
        let used = build.days.filter(\.isActive).map(\.day)
        let alive = build.days.filter(\.isSign).map(\.day)
        for week in 1...max(1, weeks) {
            let start = first.adding(days: 7 * (week - 1))
            let days = start...start.adding(days: 6)
            guard days.upperBound < today else { break }
            guard !build.calendar.expectedDays(in: days, today: today).expected.isEmpty else { continue }
            let isUsed = used.contains(where: days.contains)
            let isAlive =
                isUsed || alive.contains(where: days.contains)
                || build.calendar.shared.outages.touched.contains(where: days.contains)
            let place = Place(cohort: Month(containing: completedOn).first, week: week)
            let count = counts[place] ?? (0, 0, 0)
            counts[place] = (
                count.builds + 1, count.used + (isUsed ? 1 : 0), count.atBest + (isAlive ? 1 : 0)
            )
        }
    }
    return counts.sorted { ($0.key.cohort, $0.key.week) < ($1.key.cohort, $1.key.week) }.map { place, count in
        RetentionCell(
            cohort: place.cohort, week: place.week,
            value: KPIValue(
                share: .retention, count.used, of: count.builds,
                favourable: share(count.atBest, of: count.builds)))
    }
}

private struct Place: Hashable {
    let cohort: Day
    let week: Int
}
