import Contract
import Domain

/// A window with what was expected, how many days were left out and why, and the figures.
///
/// Names, units and formulas of figures are in the KPI catalogue (`/v1/kpis`), once for all answers.
struct WindowView: JSONWritable {
    private let window: WindowKPIs
    private let includes: Set<WindowPart>

    init(_ window: WindowKPIs, including includes: Set<WindowPart>) {
        self.window = window
        self.includes = includes
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("excluded", ExcludedCounts(days: window.expectation.excludedByReason))
            if includes.contains(.excludedDays) {
                json.member("excluded_days", window.expectation.excluded.map(ExcludedView.init))
            }
            json.member("expected_days", window.expectation.expected.count)
            json.member("figures") { json in
                json.figures(window.values, withIntervals: includes.contains(.intervals))
            }
            json.member("from", window.days.lowerBound)
            json.member("kind", window.kind.rawValue)
            json.member("to", window.days.upperBound)
        }
    }
}

/// What an answer holds of a window only where it is asked for.
enum WindowPart: String, CaseIterable, Sendable {
    case excludedDays = "excluded_days"
    case intervals
}

/// Days that no figure counts on, by reason: an object of counts.
struct ExcludedCounts: JSONWritable {
    let days: [(reason: Exclusion, days: Int)]

    func write(to json: inout JSONWriter) {
        json.object { json in
            for entry in days.sorted(by: { $0.reason.rawValue < $1.reason.rawValue }) {
                json.member(entry.reason.rawValue) { $0.value(entry.days) }
            }
        }
    }

    static let schema = Schema.object(
        Exclusion.allCases.map { .optional($0.rawValue, .count, $0.korean) })
}

/// A day that no figure counts on.
private struct ExcludedView: JSONWritable {
    let excluded: ExcludedDay

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("day", excluded.day)
            if let name = excluded.name { json.member("name", name) }
            json.member("reason", excluded.reason.rawValue)
        }
    }
}

extension KPI {
    /// The place of its code in the order of the alphabet.
    fileprivate var rank: Int { Self.ranks[self] ?? 0 }

    private static let ranks = Dictionary(
        uniqueKeysWithValues: allCases.sorted { $0.rawValue < $1.rawValue }.enumerated().map { ($1, $0) })
}

extension JSONWriter {
    /// Figures by their codes.
    mutating func figures(_ values: [KPIValue], withIntervals: Bool) {
        object { json in
            for value in values.sorted(by: { $0.kpi.rank < $1.kpi.rank }) {
                json.member(value.kpi.rawValue) { $0.figure(value, withIntervals) }
            }
        }
    }

    /// One figure: rates are ratios from 0 to 1.
    ///
    /// A bound that equals the value, and the numerator of a plain count, are left out: they say nothing new. Numbers that
    /// are not whole are rounded to four decimals; numerator and denominator are exact.
    mutating func figure(_ value: KPIValue, _ withInterval: Bool) {
        object { json in
            if let denominator = value.denominator { json.member("denominator", denominator) }
            if value.favourable != value.value { json.member("favourable", value.favourable.map(rounded)) }
            if withInterval, let interval = value.interval {
                json.member("interval") { json in
                    json.list([interval.lowerBound, interval.upperBound]) { $0.value(rounded($1)) }
                }
            }
            if value.low != value.value { json.member("low", value.low.map(rounded)) }
            if let numerator = value.numerator, Double(numerator) != value.value {
                json.member("numerator", numerator)
            }
            if let reference = value.reference { json.member("reference", rounded(reference)) }
            json.member("value", value.value.map(rounded))
        }
    }
}

/// To four decimals.
private func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }

extension WindowView {
    static let schema = Schema.named(
        "Window",
        .object([
            .init("kind", .values(of: WindowKind.self)),
            .init("from", .day), .init("to", .day, "included"),
            .init("expected_days", .count, "days on which work was expected"),
            .init("excluded", ExcludedCounts.schema, "days that no figure counts on, by reason"),
            .optional(
                "excluded_days",
                .list(
                    of: .object([
                        .init("day", .day), .init("reason", .values(of: Exclusion.self)),
                        .optional("name", .text, "of the holiday"),
                    ])), "the same day by day, with include=excluded_days"),
            .init("figures", figures, "by code; see the KPI catalogue"),
        ]))

    static let figures = Schema.named(
        "Figures", .object(KPI.allCases.map { .optional($0.rawValue, figure, $0.english) }))

    static let figure = Schema.named(
        "Figure",
        .object([
            .init("value", Schema.number.orNull, "null where it cannot be computed, which is not 0"),
            .optional("numerator", .integer, "absent where it equals the value"),
            .optional("denominator", .integer, "absent for what is no ratio"),
            .optional(
                "low", Schema.number.orNull,
                "the bound that is worse for the build, where it is not the value"),
            .optional(
                "favourable", Schema.number.orNull,
                "the bound that favours the build, where it is not the value"),
            .optional("interval", .list(of: .number), "95 % interval of a rate, with include=intervals"),
            .optional(
                "reference", .number,
                "what the figure is held against: the rate of the build's own start, the median of its peers"),
        ]))
}
