import Domain

/// The figures of every window side by side, and the days that each window leaves out.
struct WindowSection: Sendable {
    let columns: [Column]
    let lines: [Line]
    let exclusions: [Exclusions]

    struct Column: Sendable {
        let name: String
        let days: String
        let expected: String
    }

    struct Line: Sendable {
        let name: String
        let formula: String
        let figures: [Figure]
    }

    struct Figure: Sendable {
        let text: String
        let fraction: String?
        let bounds: String?
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

    init(_ windows: [WindowKPIs]) {
        columns = windows.map {
            Column(
                name: windowName($0.kind), days: daysText($0.days),
                expected: "가동 예정일 \(grouped($0.expectation.expected.count))일")
        }
        lines = KPI.allCases.map { kpi in
            Line(
                name: kpi.korean, formula: kpi.formula,
                figures: windows.map { window in
                    let value = window.value(kpi)
                    return Figure(
                        text: figureText(value?.value, of: kpi) + figureUnit(of: kpi, value: value?.value),
                        fraction: value.flatMap(fractionText),
                        bounds: value.flatMap { $0.low == $0.favourable ? nil : boundsText($0) })
                })
        }
        exclusions = windows.filter { !$0.expectation.excluded.isEmpty }.map { window in
            Exclusions(
                name: windowName(window.kind), days: daysText(window.days),
                count: grouped(window.expectation.excluded.count),
                reasons: Self.reasons(window.expectation.excluded))
        }
    }

    private static func reasons(_ excluded: [ExcludedDay]) -> [Reason] {
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
    case .month: "이번 달"
    case .quarter: "이번 분기"
    case .intensiveAS: kind.korean
    }
}
