/// One line of the list of builds.
package struct BuildSummary: Sendable {
    package let id: Int64
    package let code: String
    package let adopterName: String
    package let supplierName: String?
    package let programmeName: String
    package let region: String?
    package let phase: Phase
    /// Silence in working days as of now; `nil` before completion, and where the caller may not know it.
    package let silence: Int?
    /// Active-day rate of the last 28 days: numerator and denominator; `nil` where the caller may not know all of them.
    package let activeDays: Int?
    package let expectedDays: Int?
    /// `nil` where there was none, and where the caller may not know it.
    package let lastSign: Day?
    /// Whether something may have come before the days that the caller may know.
    package let hidesEarlier: Bool
    /// `nil` where the caller may not read signals.
    package let openSignals: Int?

    package init(
        code: String, adopterName: String, supplierName: String?, programmeName: String, region: String?,
        phase: Phase, silence: Int?, activeDays: Int?, expectedDays: Int?, lastSign: Day?,
        hidesEarlier: Bool = false, openSignals: Int?, id: Int64 = 0
    ) {
        self.id = id
        self.code = code
        self.adopterName = adopterName
        self.supplierName = supplierName
        self.programmeName = programmeName
        self.region = region
        self.phase = phase
        self.silence = silence
        self.activeDays = activeDays
        self.expectedDays = expectedDays
        self.lastSign = lastSign
        self.hidesEarlier = hidesEarlier
        self.openSignals = openSignals
    }

    /// The days of the active-day rate.
    package static func window(today: Day) -> ClosedRange<Day> {
        today.adding(days: -28)...today.adding(days: -1)
    }

    /// - Parameters:
    ///   - days: of the window and of today, in ascending order.
    ///   - earlierSign: the last sign of life before the window.
    ///   - visible: the days of which the caller may know.
    package init(
        _ facts: BuildFacts, days: [JudgedDay], earlierSign: Day?, calendar: BuildCalendar,
        openSignals: Int?, visible: VisibleDays = .all, today: Day
    ) {
        let window = Self.window(today: today)
        let rate = WindowCounts(
            days.inside(window), calendar.expectedDays(in: window, today: today),
            calendar.shared, seenFrom: today
        ).usedDays
        let lastSign = [days.last(where: \.isSign)?.day, earlierSign].compactMap(\.self).max()
        let showsRate = visible.contains(window)
        let silentFrom = lastSign ?? calendar.firstPossibleDay
        let showsSilence = silentFrom.map { visible.contains($0...max($0, today)) } ?? true
        self.init(
            code: facts.code, adopterName: facts.adopterName, supplierName: facts.supplierName,
            programmeName: facts.programmeName, region: facts.region, phase: facts.phases.phase(on: today),
            silence: showsSilence ? calendar.silence(after: lastSign, today: today).numerator : nil,
            activeDays: showsRate ? rate.active : nil, expectedDays: showsRate ? rate.expected : nil,
            lastSign: lastSign.flatMap { visible.contains($0) ? $0 : nil },
            hidesEarlier: calendar.firstPossibleDay.map { !visible.contains($0) } ?? false,
            openSignals: openSignals, id: facts.id)
    }
}
