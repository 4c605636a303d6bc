import Contract
import Domain

/// `GET /v1/kpis`: what every figure means.
struct KPICatalogueView: Encodable, Sendable {
    let kpis: [Entry]

    struct Entry: Encodable, Sendable {
        let code: String
        let version: Int
        let group: String
        let nameKo: String
        let nameEn: String
        let formulaKo: String
        let unit: String
        let unitKo: String
        let direction: String
        let windows: [String]
        let validity: String
        let source: String
    }

    init() {
        kpis = KPIDefinition.catalogue.map { definition in
            Entry(
                code: definition.kpi.rawValue, version: definition.version, group: definition.group.rawValue,
                nameKo: definition.korean, nameEn: definition.english, formulaKo: definition.formula,
                unit: definition.unit, unitKo: definition.koreanUnit,
                direction: definition.direction.rawValue,
                windows: definition.windows.map(\.rawValue).sorted(), validity: definition.validity.rawValue,
                source: definition.source)
        }
    }

    static let schema = Schema.named(
        "KPICatalogue",
        .object([
            .init(
                "kpis",
                .list(
                    of: .object([
                        .init("code", .values(of: KPI.self)),
                        .init("version", .count, "grows with every change that can change a figure"),
                        .init("group", .values(of: KPIDefinition.Group.self)), .init("name_ko", .text),
                        .init("name_en", .text), .init("formula_ko", .text), .init("unit", .text),
                        .init("unit_ko", .text),
                        .init(
                            "direction", .values(["higher", "lower", "neither"]),
                            "which way a figure favours the build"),
                        .init(
                            "windows", .list(of: .values(of: WindowKind.self)),
                            "for which it is made of one build"),
                        .init(
                            "validity",
                            .values(["both", "lower_bound_on_10min", "biased_on_10min", "full_only"]),
                            "what the 10-minute feed leaves of it"),
                        .init("source", .text, "the practice that it follows"),
                    ])))
        ]))
}
