package import Domain
import Render

/// `GET /v1/builds`: one page of the builds that the asker may see, in the order of their codes.
package struct BuildListView: Encodable, Sendable {
    package static let buildsPerPage = 1_000

    let asOf: String
    let page: Int
    let pageCount: Int
    let total: Int
    let builds: [Build]

    struct Build: Encodable, Sendable {
        let code: String
        let adopter: String
        let supplier: Nullable<String>
        let programme: String
        let region: Nullable<String>
        let phase: PhaseName
        let silenceWorkingDays: Nullable<Int>
        /// Of the last 28 days.
        let activeDays: Int
        let expectedDays: Int
        let lastSign: Nullable<String>
        /// The key is absent for roles that must not see signals.
        let openSignals: Int?
        let links: Links
    }

    struct PhaseName: Encodable, Sendable {
        let code: String
        let nameKo: String
    }

    /// - Parameters:
    ///   - page: from 1; past the last page the list is empty.
    ///   - publicURL: the address under which the service is reached, without a slash at its end.
    package init(
        _ all: [BuildSummary], page: Int, seesSignals: Bool, now: Timestamp, publicURL: String
    ) {
        let sorted = all.sorted { $0.code < $1.code }
        let start = min(
            sorted.count, (max(1, page) - 1).multipliedReportingOverflow(by: Self.buildsPerPage).partialValue)
        asOf = now.iso8601
        self.page = page
        pageCount = max(1, (sorted.count + Self.buildsPerPage - 1) / Self.buildsPerPage)
        total = sorted.count
        builds = sorted[start..<min(sorted.count, start + Self.buildsPerPage)].map { build in
            Build(
                code: build.code, adopter: build.adopterName, supplier: Nullable(build.supplierName),
                programme: build.programmeName, region: Nullable(build.region),
                phase: PhaseName(code: build.phase.rawValue, nameKo: build.phase.korean),
                silenceWorkingDays: Nullable(build.silence), activeDays: build.activeDays,
                expectedDays: build.expectedDays, lastSign: Nullable(build.lastSign?.description),
                openSignals: seesSignals ? build.openSignals : nil, links: Links(code: build.code, publicURL))
        }
    }
}

/// Where a build is found: as JSON and as a page.
struct Links: Encodable, Sendable {
    let status: String
    let page: String

    init(code: String, _ publicURL: String) {
        status = "\(publicURL)/v1/builds/\(percentEncoded(code))/status"
        page = "\(publicURL)/builds/\(percentEncoded(code))"
    }
}
