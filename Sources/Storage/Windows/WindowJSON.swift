import Domain
internal import FoundationEssentials

/// One figure as a kept window holds it.
private struct KeptFigure: Codable {
    /// Of the KPI's definition.
    let version: Int
    let numerator: Int?
    let denominator: Int?
    let value: Double?
    let low: Double?
    let favourable: Double?
    let interval: [Double]?
    let reference: Double?
}

/// Days that were not expected for one reason.
private struct KeptExclusion: Codable {
    let reason: String
    let name: String?
    /// `2026-03-01`, or `2026-03-07/2026-03-08` for a run of days.
    var days: [String]
}

extension WindowKPIs {
    /// Reads what `excludedJSON` and `figuresJSON` wrote.
    init(_ kind: WindowKind, _ days: ClosedRange<Day>, excluded: String, figures: String) throws {
        let decoder = JSONDecoder()
        let exclusions = try decoder.decode([KeptExclusion].self, from: Data(excluded.utf8))
        let kept = try decoder.decode([String: KeptFigure].self, from: Data(figures.utf8))
        var excludedDays: [ExcludedDay] = []
        for exclusion in exclusions {
            guard let reason = Exclusion(rawValue: exclusion.reason) else {
                throw UnexpectedRow(query: "window_versions_at", column: "excluded")
            }
            for run in exclusion.days {
                let ends = run.split(separator: "/").compactMap { Day(parsing: $0) }
                guard let first = ends.first, let last = ends.last, first <= last else {
                    throw UnexpectedRow(query: "window_versions_at", column: "excluded")
                }
                for day in first...last {
                    excludedDays.append(ExcludedDay(day: day, reason: reason, name: exclusion.name))
                }
            }
        }
        excludedDays.sort { $0.day < $1.day }
        let excludedSet = Set(excludedDays.map(\.day))
        self.init(
            kind: kind, days: days,
            expectation: ExpectedDays(
                expected: days.filter { !excludedSet.contains($0) }, excluded: excludedDays),
            values: KPI.allCases.compactMap { kpi in kept[kpi.rawValue].map { $0.value(of: kpi) } })
    }

    var excludedJSON: String {
        get throws {
            var exclusions: [KeptExclusion] = []
            for run in expectation.excluded.runs {
                let text = run.first == run.last ? "\(run.first)" : "\(run.first)/\(run.last)"
                let place = exclusions.firstIndex { $0.reason == run.reason.rawValue && $0.name == run.name }
                if let place {
                    exclusions[place].days.append(text)
                } else {
                    exclusions.append(
                        KeptExclusion(reason: run.reason.rawValue, name: run.name, days: [text]))
                }
            }
            return try json(exclusions)
        }
    }

    var figuresJSON: String {
        get throws {
            try json(
                Dictionary(
                    uniqueKeysWithValues: values.map { value in
                        (
                            value.kpi.rawValue,
                            KeptFigure(
                                version: value.kpi.definition.version, numerator: value.numerator,
                                denominator: value.denominator, value: value.value, low: value.low,
                                favourable: value.favourable,
                                interval: value.interval.map { [$0.lowerBound, $0.upperBound] },
                                reference: value.reference)
                        )
                    }))
        }
    }

    /// Whether every figure and every excluded day is the same.
    func hasSameFigures(as other: WindowKPIs) -> Bool {
        values == other.values && expectation == other.expectation
    }
}

extension KeptFigure {
    func value(of kpi: KPI) -> KPIValue {
        KPIValue(
            kpi: kpi, numerator: numerator, denominator: denominator, value: value, low: low,
            favourable: favourable,
            interval: interval.flatMap { ends in
                guard let lower = ends.first, let upper = ends.last, lower <= upper else { return nil }
                return lower...upper
            }, reference: reference)
    }
}

extension [ExcludedDay] {
    /// Days in a row with one reason.
    fileprivate var runs: [(first: Day, last: Day, reason: Exclusion, name: String?)] {
        var runs: [(first: Day, last: Day, reason: Exclusion, name: String?)] = []
        for day in self {
            if let run = runs.last, run.reason == day.reason, run.name == day.name,
                run.last.adding(days: 1) == day.day
            {
                runs[runs.count - 1].last = day.day
            } else {
                runs.append((day.day, day.day, day.reason, day.name))
            }
        }
        return runs
    }
}
