import Domain

/// `GET /v1/builds/{code}/kpis`: one window of one build.
package struct KPIWindowView: Encodable, Sendable {
    let asOf: Nullable<String>
    let today: String
    let code: String
    let window: WindowView
    let links: Links

    init(_ figures: WindowKPIs, code: String, asOf: Timestamp?, today: Day, publicURL: String) {
        self.asOf = Nullable(asOf?.iso8601)
        self.today = today.description
        self.code = code
        window = WindowView(figures)
        links = Links(code: code, publicURL)
    }

    package static let schema = Schema.named(
        "KPIWindow",
        .object([
            .init("as_of", Schema.instant.orNull), .init("today", .day), .init("code", .buildCode),
            .init("window", WindowView.schema), .init("links", Links.schema),
        ]))
}
