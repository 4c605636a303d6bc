/// One line of the list of builds.
package struct BuildSummary: Sendable {
    package let id: Int64
    package let code: String
    package let adopterName: String
    package let supplierName: String?
    package let programmeName: String
    package let region: String?
    package let phase: Phase
    /// Silence in working days as of now; `nil` before completion.
    package let silence: Int?
    /// Active-day rate of the last 28 days: numerator and denominator.
    package let activeDays: Int
    package let expectedDays: Int
    package let lastSign: Day?
    package let openSignals: Int

    package init(
        code: String, adopterName: String, supplierName: String?, programmeName: String, region: String?,
        phase: Phase, silence: Int?, activeDays: Int, expectedDays: Int, lastSign: Day?, openSignals: Int,
        id: Int64 = 0
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
        self.openSignals = openSignals
    }

    /// The days of the active-day rate.
    package static func window(today: Day) -> ClosedRange<Day> {
        today.adding(days: -28)...today.adding(days: -1)
    }

    /// - Parameters:
    ///   - days: of the window and of today, in ascending order.
    ///   - earlierSign: the last sign of life before the window.
    package init(
        _ facts: BuildFacts, days: [JudgedDay], earlierSign: Day?, calendar: BuildCalendar, openSignals: Int,
        today: Day
    ) {
        let window = Self.window(today: today)
        let rate = WindowCounts(
            days.inside(window), calendar.expectedDays(in: window, today: today),
            calendar.shared, seenFrom: today
        ).usedDays
        let lastSign = [days.last(where: \.isSign)?.day, earlierSign].compactMap(\.self).max()
        self.init(
            code: facts.code, adopterName: facts.adopterName, supplierName: facts.supplierName,
            programmeName: facts.programmeName, region: facts.region, phase: facts.phases.phase(on: today),
            silence: calendar.silence(after: lastSign, today: today).numerator, activeDays: rate.active,
            expectedDays: rate.expected, lastSign: lastSign, openSignals: openSignals, id: facts.id)
    }
}
