/// Where a build stands in its programme (phases ⑥ to ⑧ of the notice, and what follows).
package enum Phase: String, CaseIterable, Sendable {
    case building
    case intensiveAS = "intensive_as"
    case finalEvaluation = "final_evaluation"
    case afterCare = "after_care"
    case ended

    package var korean: String {
        switch self {
        case .building: "구축 중"
        case .intensiveAS: "집중AS기간"
        case .finalEvaluation: "최종평가"
        case .afterCare: "사후관리"
        case .ended: "종료"
        }
    }
}

/// The dates from which a build's phase follows.
package struct PhaseDates: Sendable, Equatable {
    package let completedOn: Day?
    /// Last day of the 집중AS phase: six months after completion unless the registry says otherwise.
    package let asTo: Day?
    package let finalEvaluatedOn: Day?
    package let collectTo: Day?

    package init(completedOn: Day?, asTo: Day?, finalEvaluatedOn: Day?, collectTo: Day?) {
        self.completedOn = completedOn
        self.asTo = asTo
        self.finalEvaluatedOn = finalEvaluatedOn
        self.collectTo = collectTo
    }

    /// The phase on `today`.
    package func phase(on today: Day) -> Phase {
        guard let completedOn, today > completedOn else { return .building }
        if let collectTo, today > collectTo { return .ended }
        if let asTo, today <= asTo { return .intensiveAS }
        if let finalEvaluatedOn, today > finalEvaluatedOn { return .afterCare }
        return .finalEvaluation
    }

    /// The 집중AS phase: the day after completion to its last day.
    package var intensiveAS: ClosedRange<Day>? {
        guard let completedOn, let asTo, asTo > completedOn else { return nil }
        return completedOn.adding(days: 1)...asTo
    }
}
