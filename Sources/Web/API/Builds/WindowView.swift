import Domain

/// A window with what was expected, what was left out and why, and the figures.
struct WindowView: Encodable, Sendable {
    let kind: String
    let nameKo: String
    let from: String
    let to: String
    let expectedDays: Int
    let excludedDays: [Excluded]
    let kpis: [Figure]

    struct Excluded: Encodable, Sendable {
        let day: String
        let reason: String
        let reasonKo: String
        let name: Nullable<String>
    }

    /// A KPI; rates are ratios from 0 to 1.
    struct Figure: Encodable, Sendable {
        let code: String
        let nameKo: String
        let unit: String
        let value: Nullable<Double>
        let numerator: Nullable<Int>
        let denominator: Nullable<Int>
        let low: Nullable<Double>
        let favourable: Nullable<Double>
        /// The 95 % interval of a rate.
        let intervalLow: Nullable<Double>
        let intervalHigh: Nullable<Double>
        /// What the figure is held against: the rate of the build's own start, the median of its peers.
        let reference: Nullable<Double>
        let formulaKo: String
        let definitionVersion: Int
    }

    init(_ window: WindowKPIs) {
        kind = window.kind.rawValue
        nameKo = window.kind.korean
        from = window.days.lowerBound.description
        to = window.days.upperBound.description
        expectedDays = window.expectation.expected.count
        excludedDays = window.expectation.excluded.map {
            Excluded(
                day: $0.day.description, reason: $0.reason.rawValue, reasonKo: $0.reason.korean,
                name: Nullable($0.name))
        }
        kpis = window.values.map {
            Figure(
                code: $0.kpi.rawValue, nameKo: $0.kpi.korean, unit: $0.kpi.unit, value: Nullable($0.value),
                numerator: Nullable($0.numerator), denominator: Nullable($0.denominator),
                low: Nullable($0.low),
                favourable: Nullable($0.favourable), intervalLow: Nullable($0.interval?.lowerBound),
                intervalHigh: Nullable($0.interval?.upperBound), reference: Nullable($0.reference),
                formulaKo: $0.kpi.formula, definitionVersion: $0.kpi.definition.version)
        }
    }
}

extension WindowView {
    static let schema = Schema.named(
        "Window",
        .object([
            .init("kind", .values(of: WindowKind.self)), .init("name_ko", .text),
            .init("from", .day), .init("to", .day, "included"),
            .init("expected_days", .count, "days on which work was expected"),
            .init(
                "excluded_days",
                .list(
                    of: .object([
                        .init("day", .day), .init("reason", .values(of: Exclusion.self)),
                        .init("reason_ko", .text),
                        .init("name", Schema.text.orNull, "of the holiday"),
                    ])), "days that no figure counts on, each with its reason"),
            .init("kpis", .list(of: figure)),
        ]))

    static let figure = Schema.named(
        "Figure",
        .object([
            .init("code", .values(of: KPI.self), "see the KPI catalogue"), .init("name_ko", .text),
            .init("unit", .text),
            .init("value", Schema.number.orNull, "null where it cannot be said, which is not 0"),
            .init("numerator", Schema.integer.orNull), .init("denominator", Schema.integer.orNull),
            .init("low", Schema.number.orNull, "the bound that is worse for the build"),
            .init("favourable", Schema.number.orNull, "the bound that favours the build"),
            .init("interval_low", Schema.number.orNull, "95 % interval of a rate"),
            .init("interval_high", Schema.number.orNull),
            .init(
                "reference", Schema.number.orNull,
                "what the figure is held against: the rate of the build's own start, the median of its peers"),
            .init("formula_ko", .text), .init("definition_version", .count),
        ]))
}
