package import Domain
import Render

/// `GET /v1/builds/{code}/status`: everything that is said about one build at one instant.
package struct StatusView: Encodable, Sendable {
    /// The instant that was asked for; `null` where the answer is of now.
    let asOf: Nullable<String>
    /// The KST day from which everything is seen.
    let today: String
    let build: BuildView
    let phase: PhaseView
    let windows: [WindowView]
    let firstUse: Nullable<String>
    let lastSign: Nullable<String>
    /// Newest first; the key is absent for roles that must not see signals.
    let signals: [SignalView]?
    /// Sentences that belong to the figures wherever they are shown.
    let labels: [String]
    let links: Links

    /// - Parameters:
    ///   - asOf: the instant that was asked for; it is no part of the answer where none was, so that an answer stays the
    ///     same as long as what it says does.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    package init(_ status: BuildStatus, asOf: Timestamp?, seesSignals: Bool, publicURL: String) {
        self.asOf = Nullable(asOf?.iso8601)
        today = status.asOf.day.description
        build = BuildView(status.facts)
        phase = PhaseView(PhaseSpan(status.phase, of: status.facts.phases), today: status.asOf.day)
        windows = status.windows.map(WindowView.init)
        firstUse = Nullable(status.firstUse?.description)
        lastSign = Nullable(status.lastSign?.description)
        signals = seesSignals ? status.signals.map(SignalView.init) : nil
        labels = caveats(of: status)
        links = Links(code: status.facts.code, publicURL)
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
