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
    /// 구축시작일.
    package let buildFrom: Day?
    /// The last day on which the build may be completed, extensions included.
    package private(set) var buildTo: Day?
    package let completedOn: Day?
    /// Last day of the 집중AS phase: after completion as many months as the programme of the year says, unless the
    /// registry or a change of period gives a day.
    package private(set) var asTo: Day?
    package let finalEvaluatedOn: Day?
    package let collectTo: Day?

    package init(
        buildFrom: Day? = nil, buildTo: Day? = nil, completedOn: Day?, asTo: Day?, finalEvaluatedOn: Day?,
        collectTo: Day?
    ) {
        self.buildFrom = buildFrom
        self.buildTo = buildTo
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

    /// The dates after the changes of period among `changes` that took effect until `today`.
    ///
    /// Of several that name the same date the latest to take effect counts, and of one day the last recorded.
    package func following(_ changes: [ChangeEvent], today: Day) -> PhaseDates {
        var dates = self
        let moves = changes.filter { $0.kind == .period && $0.effectiveOn <= today }
            .sorted { ($0.effectiveOn, $0.id) < ($1.effectiveOn, $1.id) }
        for move in moves {
            dates.buildTo = move.buildTo ?? dates.buildTo
            dates.asTo = move.asTo ?? dates.asTo
        }
        return dates
    }

    /// The phase of `today` and its days so far, `today` included.
    ///
    /// `nil` where the registry does not say when the phase began: of a build without a start.
    package func phaseSoFar(on today: Day) -> (phase: Phase, days: ClosedRange<Day>)? {
        let phase = phase(on: today)
        guard let first = firstDay(of: phase), first <= today else { return nil }
        return (phase, first...today)
    }

    private func firstDay(of phase: Phase) -> Day? {
        guard phase != .building else { return buildFrom }
        guard let completedOn else { return nil }
        let lastOfThoseBefore: [Day?] =
            switch phase {
            case .building, .intensiveAS: []
            case .finalEvaluation: [asTo]
            case .afterCare: [asTo, finalEvaluatedOn]
            case .ended: [collectTo]
            }
        return lastOfThoseBefore.compactMap { $0 }.reduce(completedOn, max).adding(days: 1)
    }

    /// 최종평가 after the 집중AS phase, until the day of the evaluation.
    package var finalEvaluation: ClosedRange<Day>? {
        guard let completedOn, let finalEvaluatedOn else { return nil }
        let first = max(completedOn, asTo ?? completedOn).adding(days: 1)
        return first <= finalEvaluatedOn ? first...finalEvaluatedOn : nil
    }

    /// 사후관리 after the evaluation, until collection ends.
    package var afterCare: ClosedRange<Day>? {
        guard let completedOn, let finalEvaluatedOn, let collectTo else { return nil }
        let first = max(completedOn, asTo ?? completedOn, finalEvaluatedOn).adding(days: 1)
        return first <= collectTo ? first...collectTo : nil
    }

    /// The 집중AS phase: the day after completion to its last day.
    package var intensiveAS: ClosedRange<Day>? {
        guard let completedOn, let asTo, asTo > completedOn else { return nil }
        return completedOn.adding(days: 1)...asTo
    }
}
