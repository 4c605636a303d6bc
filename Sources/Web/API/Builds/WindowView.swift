import Domain

/// A window with what was expected, what was left out and why, and the figures.
struct WindowView: JSONWritable {
    private let window: WindowKPIs

    init(_ window: WindowKPIs) {
        self.window = window
    }

    func write(to json: inout JSONBytes) {
        json.object { json in
            json.member("excluded_days", window.expectation.excluded.map(ExcludedView.init))
            json.member("expected_days", window.expectation.expected.count)
            json.member("from", window.days.lowerBound)
            json.member("kind", window.kind.rawValue)
            json.member("kpis", window.values.map(FigureView.init))
            json.member("name_ko", window.kind.korean)
            json.member("to", window.days.upperBound)
        }
    }
}

/// A KPI; rates are ratios from 0 to 1.
private struct FigureView: JSONWritable {
    let value: KPIValue

    func write(to json: inout JSONBytes) {
        let frame = FigureFrame.of(value.kpi)
        json.literal(frame.toDenominator)
        json.value(value.denominator)
        json.literal(Self.favourable)
        json.value(value.favourable)
        json.literal(frame.toIntervalHigh)
        json.value(value.interval?.upperBound)
        json.literal(Self.intervalLow)
        json.value(value.interval?.lowerBound)
        json.literal(Self.low)
        json.value(value.low)
        json.literal(frame.toNumerator)
        json.value(value.numerator)
        json.literal(Self.reference)
        json.value(value.reference)
        json.literal(frame.toValue)
        json.value(value.value)
        json.literal(Self.end)
    }

    private static let favourable = Array(",\"favourable\":".utf8)
    private static let intervalLow = Array(",\"interval_low\":".utf8)
    private static let low = Array(",\"low\":".utf8)
    private static let reference = Array(",\"reference\":".utf8)
    private static let end = Array("}".utf8)
}

/// A day that no figure counts on: a quarter has thirty of them.
private struct ExcludedView: JSONWritable {
    let excluded: ExcludedDay

    func write(to json: inout JSONBytes) {
        json.literal(Self.toDay)
        json.value(excluded.day.description)
        json.literal(Self.toName)
        json.value(excluded.name)
        json.literal(Self.ends[excluded.reason] ?? Self.end(excluded.reason))
    }

    private static let toDay = Array("{\"day\":".utf8)
    private static let toName = Array(",\"name\":".utf8)
    private static let ends = Dictionary(uniqueKeysWithValues: Exclusion.allCases.map { ($0, end($0)) })

    private static func end(_ reason: Exclusion) -> [UInt8] {
        Array(
            """
            ,"reason":\(jsonText(reason.rawValue)),"reason_ko":\(jsonText(reason.korean))}
            """.utf8)
    }
}

/// What is said of a KPI whatever its value is, ready to be written: most of an answer is made of it.
private struct FigureFrame: Sendable {
    let toDenominator: [UInt8]
    let toIntervalHigh: [UInt8]
    let toNumerator: [UInt8]
    let toValue: [UInt8]

    private init(_ kpi: KPI) {
        let definition = kpi.definition
        toDenominator = Array(
            """
            {"code":\(jsonText(kpi.rawValue)),"definition_version":\(definition.version),"denominator":
            """.utf8)
        toIntervalHigh = Array(",\"formula_ko\":\(jsonText(definition.formula)),\"interval_high\":".utf8)
        toNumerator = Array(",\"name_ko\":\(jsonText(definition.korean)),\"numerator\":".utf8)
        toValue = Array(",\"unit\":\(jsonText(definition.unit)),\"value\":".utf8)
    }

    static func of(_ kpi: KPI) -> FigureFrame { all[kpi] ?? FigureFrame(kpi) }

    private static let all = Dictionary(uniqueKeysWithValues: KPI.allCases.map { ($0, FigureFrame($0)) })
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
