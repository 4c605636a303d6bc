package import Contract
import Domain
package import Storage

/// `GET /v1/cases`: the cases that the agency reviews, newest first.
package struct CaseListView: Encodable, Sendable {
    let cases: [Line]
    let next: Nullable<String>

    struct Line: Encodable, Sendable {
        let id: Int64
        let build: String
        let state: String
        let stateKo: String
        let openedAt: String
        let enteredAt: String
        /// As announced, where the state opened a window.
        let dueOn: Nullable<String>
        /// Why it was closed.
        let reason: Nullable<String>
        let links: CaseLinks
    }

    /// - Parameters:
    ///   - next: cursor of the next page.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    package init(_ cases: [CaseSummary], next: String?, publicURL: String) {
        self.next = Nullable(next)
        self.cases = cases.map { summary in
            Line(
                id: summary.id, build: summary.buildCode, state: summary.state.rawValue,
                stateKo: summary.state.korean, openedAt: summary.openedAt.iso8601,
                enteredAt: summary.enteredAt.iso8601, dueOn: Nullable(summary.dueOn?.description),
                reason: Nullable(summary.reason?.rawValue),
                links: CaseLinks(id: summary.id, build: summary.buildCode, publicURL))
        }
    }

    package static let schema = Schema.named(
        "CaseList",
        .object([
            .init(
                "cases",
                .list(
                    of: .object([
                        .init("id", .integer), .init("build", .buildCode),
                        .init("state", .values(of: CaseState.self)), .init("state_ko", .text),
                        .init("opened_at", .instant), .init("entered_at", .instant),
                        .init("due_on", Schema.day.orNull, "as announced"),
                        .init("reason", Schema.text.orNull, "why it was closed"),
                        .init("links", CaseLinks.schema),
                    ]))),
            .init("next", Schema.text.orNull, "cursor of the next page; null on the last"),
        ]))
}
