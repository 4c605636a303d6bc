import Domain

extension BuildFacts {
    /// The windows of this build that are kept and over on `today`.
    ///
    /// - Parameters:
    ///   - knownOn: windows that ended before the build was known are not kept: they were never answered.
    ///   - since: months and quarters only that ended on this day or later.
    func closedWindows(knownOn: Day, since: Day?, today: Day) -> [AskedWindow] {
        guard let firstPossibleDay = calendar(SharedCalendar(holidays: HolidayTable([]))).firstPossibleDay
        else { return [] }
        let first = max(firstPossibleDay, knownOn, since ?? knownOn)
        let last = min(today, phases.collectTo?.adding(days: 1) ?? today)
        var windows: [AskedWindow] = []
        var month = Month(containing: first).days
        while month.upperBound < today, month.lowerBound < last {
            windows.append(AskedWindow(facts: self, kind: .month, days: month))
            month = Month(containing: month.upperBound.adding(days: 1)).days
        }
        var quarter = Quarter(containing: first).days
        while quarter.upperBound < today, quarter.lowerBound < last {
            windows.append(AskedWindow(facts: self, kind: .quarter, days: quarter))
            quarter = Quarter(containing: quarter.upperBound.adding(days: 1)).days
        }
        let ofPhases: [(WindowKind, ClosedRange<Day>?)] = [
            (.intensiveAS, phases.intensiveAS), (.finalEvaluation, phases.finalEvaluation),
            (.afterCare, phases.afterCare),
        ]
        for (kind, days) in ofPhases {
            guard let days, days.upperBound < today, days.upperBound >= knownOn else { continue }
            windows.append(AskedWindow(facts: self, kind: kind, days: days))
        }
        return windows
    }
}
