package import Contract
package import Domain
import Render

/// `GET /v1/builds/{code}/status`: everything that is said about one build at one instant.
package struct StatusView: JSONWritable {
    private let status: BuildStatus
    private let asOf: Timestamp?
    private let includes: Set<StatusPart>
    private let publicURL: String

    /// - Parameters:
    ///   - asOf: the `as_of` of the request; without one the answer has no such member, so that its entity tag
    ///     changes only with the figures.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    package init(
        _ status: BuildStatus, asOf: Timestamp?, including includes: Set<StatusPart> = [], publicURL: String
    ) {
        self.includes = includes
        self.status = status
        self.asOf = asOf
        self.publicURL = publicURL
    }

    package func write(to json: inout JSONWriter) {
        let today = status.asOf.day
        json.object { json in
            json.member("as_of", asOf?.iso8601)
            json.member("build", BuildView(status.facts))
            json.member("first_use", status.firstUse)
            if includes.contains(.labels) {
                json.member("labels") { json in json.list(caveats(of: status)) { $0.value($1) } }
            }
            json.member("last_sign", status.lastSign)
            json.member("links", Links(code: status.facts.code, publicURL))
            json.member(
                "phase", PhaseView(PhaseSpan(status.phase, of: status.facts.phases), today: today))
            if let all = status.signals {
                let isWhole = includes.contains(.signals)
                let signals = isWhole ? all : all.filter { $0.clearedAt == nil }
                json.member("signals", signals.map { SignalView($0, isWhole: isWhole) })
            }
            json.member("today", today)
            json.member(
                "windows",
                status.windows.map { WindowView($0, including: Set(includes.compactMap(\.ofWindow))) })
        }
    }
}

/// What a status holds only where it is asked for.
package enum StatusPart: String, CaseIterable, Sendable {
    case excludedDays = "excluded_days"
    case intervals
    case labels
    case signals

    /// The part of each window.
    var ofWindow: WindowPart? { WindowPart(rawValue: rawValue) }
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
            .init(
                "first_use", Schema.day.orNull,
                "first day with plausible use; null where a supplier's contract does not reach back to the beginning"
            ),
            .init(
                "last_sign", Schema.day.orNull,
                "last day with a sign of life; null where it lies before a supplier's contract"),
            .optional(
                "signals", .list(of: SignalView.briefSchema),
                "newest first, the open ones; all with everything frozen at their raising with include=signals; absent for roles that must not see signals"
            ),
            .optional(
                "labels", .list(of: .text),
                "sentences in Korean that belong to the figures wherever they are shown, with include=labels"),
            .init("links", Links.schema),
        ]))
}
