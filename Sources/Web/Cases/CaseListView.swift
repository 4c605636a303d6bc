package import Domain
import Render
package import Storage

/// `GET /v1/cases`: the cases that the agency reviews, newest first.
package struct CaseListView: Encodable, Sendable {
    let asOf: String
    let cases: [Line]

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

    struct CaseLinks: Encodable, Sendable {
        let page: String
        let dossier: String
        let build: String
    }

    /// - Parameter publicURL: the address under which the service is reached, without a slash at its end.
    package init(_ cases: [CaseSummary], now: Timestamp, publicURL: String) {
        asOf = now.iso8601
        self.cases = cases.map { summary in
            Line(
                id: summary.id, build: summary.buildCode, state: summary.state.rawValue,
                stateKo: summary.state.korean, openedAt: summary.openedAt.iso8601,
                enteredAt: summary.enteredAt.iso8601, dueOn: Nullable(summary.dueOn?.description),
                reason: Nullable(summary.reason?.rawValue),
                links: CaseLinks(
                    page: "\(publicURL)/cases/\(summary.id)",
                    dossier: "\(publicURL)/v1/cases/\(summary.id)/dossier",
                    build: "\(publicURL)/builds/\(percentEncoded(summary.buildCode))"))
        }
    }
}
