extension WindowKind {
    /// The window of this kind that holds `day`, or that is seen from it: the last 7 and 28 days end the day before.
    ///
    /// - Returns: `nil` for a phase whose dates are not known, and for days of one's own choice.
    package func days(on day: Day, of phases: PhaseDates) -> ClosedRange<Day>? {
        switch self {
        case .day: day...day
        case .week: Week(containing: day).days
        case .last7: day.adding(days: -7)...day.adding(days: -1)
        case .last28: day.adding(days: -28)...day.adding(days: -1)
        case .month: Month(containing: day).days
        case .quarter: Quarter(containing: day).days
        case .intensiveAS: phases.intensiveAS
        case .finalEvaluation: phases.finalEvaluation
        case .afterCare: phases.afterCare
        case .range: nil
        }
    }
}
