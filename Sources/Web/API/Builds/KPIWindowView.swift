import Contract
import Domain

/// `GET /v1/builds/{code}/kpis`: one window of one build.
struct KPIWindowView: JSONWritable {
    let figures: WindowKPIs
    let code: String
    let includes: Set<WindowPart>
    let asOf: Timestamp?
    let today: Day
    /// The address under which the service is reached, without a slash at its end.
    let publicURL: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("as_of", asOf?.iso8601)
            json.member("code", code)
            json.member("links", Links(code: code, publicURL))
            json.member("today", today)
            json.member("window", WindowView(figures, including: includes))
        }
    }

    static let schema = Schema.named(
        "KPIWindow",
        .object([
            .init("as_of", Schema.instant.orNull), .init("today", .day), .init("code", .buildCode),
            .init("window", WindowView.schema), .init("links", Links.schema),
        ]))
}
