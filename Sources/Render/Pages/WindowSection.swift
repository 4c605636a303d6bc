import Domain

/// The figures of every window side by side, and the days that each window leaves out.
struct WindowSection: Sendable {
    let columns: [Column]
    let groups: [Group]
    let exclusions: [Exclusions]

    struct Column: Sendable {
        let name: String
        let days: String
        let expected: String
    }

    /// 사용, 깊이 or 자료 품질.
    struct Group: Sendable {
        let name: String
        /// How many columns the table has, that of the names included.
        let width: String
        let lines: [Line]
    }

    struct Line: Sendable {
        let name: String
        let formula: String
        /// What the way of sending takes from the figure.
        let caveat: String?
        let figures: [Figure]
    }

    struct Figure: Sendable {
        let text: String
        let fraction: String?
        let bounds: String?
        let interval: String?
        let reference: String?

        /// Nothing but a dash where a window has no such figure.
        init(_ value: KPIValue?) {
            guard let value else {
                (text, fraction, bounds, interval, reference) = ("–", nil, nil, nil, nil)
                return
            }
            text = figureText(value.value, of: value.kpi) + figureUnit(of: value.kpi, value: value.value)
            fraction = fractionText(value)
            // What differs in a place that is not shown is not shown to differ.
            let ends = (value.low, value.favourable)
            bounds =
                figureText(ends.0, of: value.kpi) == figureText(ends.1, of: value.kpi)
                ? nil : boundsText(value)
            interval = intervalText(value)
            reference = referenceText(value)
        }
    }

    /// The days left out of one window, by reason.
    struct Exclusions: Sendable {
        let name: String
        let days: String
        let count: String
        let reasons: [Reason]
    }

    struct Reason: Sendable {
        let reason: String
        let count: String
        let dates: String
    }

    init(_ windows: [WindowKPIs], profile: IntakeProfile) {
        columns = windows.map {
            Column(
                name: windowName($0.kind), days: daysText($0.days),
                expected: "가동 예정일 \(grouped($0.expectation.expected.count))일")
        }
        groups = KPIDefinition.Group.allCases.map { group in
            Group(
                name: group.korean, width: "\(windows.count + 1)", lines: Self.lines(group, windows, profile))
        }.filter { !$0.lines.isEmpty }
        exclusions = windows.filter { !$0.expectation.excluded.isEmpty }.map { window in
            Exclusions(
                name: windowName(window.kind), days: daysText(window.days),
                count: grouped(window.expectation.excluded.count),
                reasons: Self.reasons(window.expectation.excluded))
        }
    }

    /// A figure that no window has makes no line, nor do shifts where none are declared.
    private static func lines(
        _ group: KPIDefinition.Group, _ windows: [WindowKPIs], _ profile: IntakeProfile
    ) -> [Line] {
        KPIDefinition.catalogue.filter { $0.group == group }.compactMap { definition in
            let values = windows.map { $0.value(definition.kpi) }
            guard
                values.contains(where: { $0 != nil && ($0?.value != nil || definition.kpi != .shiftCoverage) }
                )
            else { return nil }
            return Line(
                name: definition.korean, formula: definition.formula,
                caveat: profile == .legacy10min ? definition.validity.koreanCaveat : nil,
                figures: values.map(Figure.init))
        }
    }

    static func reasons(_ excluded: [ExcludedDay]) -> [Reason] {
        Exclusion.allCases.compactMap { reason in
            let days = excluded.filter { $0.reason == reason }
            guard !days.isEmpty else { return nil }
            return Reason(reason: reason.korean, count: grouped(days.count), dates: runs(days))
        }
    }

    /// Days that follow each other under one name become one range.
    private static func runs(_ days: [ExcludedDay]) -> String {
        var runs: [(days: ClosedRange<Day>, name: String?)] = []
        for day in days {
            if let last = runs.last, last.name == day.name, last.days.upperBound.adding(days: 1) == day.day {
                runs[runs.count - 1].days = last.days.lowerBound...day.day
            } else {
                runs.append((day.day...day.day, day.name))
            }
        }
        return runs.map { run in daysText(run.days) + (run.name.map { " \($0)" } ?? "") }.joined(
            separator: ", ")
    }
}

/// How a window is called on a page: `어제`, `이번 달`, `이번 분기`, `집중AS기간`.
func windowName(_ kind: WindowKind) -> String {
    switch kind {
    case .day: "어제"
    case .week: "이번 주"
    case .month: "이번 달"
    case .quarter: "이번 분기"
    case .last7, .last28, .intensiveAS, .finalEvaluation, .afterCare, .range: kind.korean
    }
}
