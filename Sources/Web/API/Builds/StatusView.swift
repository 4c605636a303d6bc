package import Domain
import Render

/// `GET /v1/builds/{code}/status`: everything that is said about one build at one instant.
package struct StatusView: JSONWritable {
    private let status: BuildStatus
    private let asOf: Timestamp?
    private let seesSignals: Bool
    private let publicURL: String

    /// - Parameters:
    ///   - asOf: the instant that was asked for; it is no part of the answer where none was, so that an answer stays the
    ///     same as long as what it says does.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    package init(_ status: BuildStatus, asOf: Timestamp?, seesSignals: Bool, publicURL: String) {
        self.status = status
        self.asOf = asOf
        self.seesSignals = seesSignals
        self.publicURL = publicURL
    }

    package func write(to json: inout JSONBytes) {
        let today = status.asOf.day
        json.object { json in
            json.member("as_of", asOf?.iso8601)
            json.member("build", BuildView(status.facts))
            json.member("first_use", status.firstUse)
            json.member("labels") { json in json.list(caveats(of: status)) { $0.value($1) } }
            json.member("last_sign", status.lastSign)
            json.member("links", Links(code: status.facts.code, publicURL))
            json.member(
                "phase", PhaseView(PhaseSpan(status.phase, of: status.facts.phases), today: today))
            if seesSignals { json.member("signals", status.signals.map(SignalView.init)) }
            json.member("today", today)
            json.member("windows", status.windows.map(WindowView.init))
        }
    }
}

extension StatusView {
    package static let schema = Schema.named(
        "BuildStatus",
        .object([
            .init(
                "as_of", Schema.instant.orNull,
                "the instant that was asked for; null where the answer is of now"),
            .init("today", .day, "the KST day from which everything is seen"),
            .init("build", BuildView.schema),
            .init("phase", PhaseView.schema),
            .init(
                "windows", .list(of: WindowView.schema),
                "yesterday, this week, the last 28 days, this month, this quarter, and the 집중AS phase once it has begun"
            ),
            .init("first_use", Schema.day.orNull, "first day with plausible use"),
            .init("last_sign", Schema.day.orNull, "last day with a sign of life"),
            .optional(
                "signals", .list(of: SignalView.schema),
                "newest first; absent for roles that must not see signals"),
            .init(
                "labels", .list(of: .text),
                "sentences in Korean that belong to the figures wherever they are shown"),
            .init("links", Links.schema),
        ]))
}
