/// A phase of one build with the days it spans, as far as the registry knows them.
package struct PhaseSpan: Sendable, Equatable {
    package let phase: Phase
    package let from: Day?
    package let to: Day?

    /// Follows the same borders as `PhaseDates.phase(on:)`: a phase begins the day after the one before it ends.
    package init(_ phase: Phase, of dates: PhaseDates) {
        self.phase = phase
        let afterCompletion = dates.completedOn?.adding(days: 1)
        let afterAS = dates.intensiveAS.map { $0.upperBound.adding(days: 1) } ?? afterCompletion
        let afterEvaluation = dates.finalEvaluatedOn.map { evaluated in
            max(evaluated.adding(days: 1), afterAS ?? evaluated.adding(days: 1))
        }
        // Whatever the phase, the end of collection ends it.
        func cut(_ end: Day?) -> Day? { end.map { min($0, dates.collectTo ?? $0) } }
        switch phase {
        case .building: (from, to) = (nil, dates.completedOn)
        case .intensiveAS: (from, to) = (dates.intensiveAS?.lowerBound, cut(dates.intensiveAS?.upperBound))
        case .finalEvaluation:
            from = afterAS
            to = cut(dates.finalEvaluatedOn).flatMap { end in (afterAS.map { $0 <= end } ?? false) ? end : nil
            }
        case .afterCare: (from, to) = (afterEvaluation, dates.collectTo)
        case .ended: (from, to) = (dates.collectTo?.adding(days: 1), nil)
        }
    }

    /// Calendar days from `today` to the last day of the phase, 0 on that day; `nil` where its end is not known or past.
    package func daysLeft(on today: Day) -> Int? {
        guard let to, to >= today else { return nil }
        return to.days(since: today)
    }
}
