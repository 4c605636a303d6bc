package import Domain
import Postgres

/// One line of a list of builds.
package struct BuildLine: Sendable {
    package let facts: BuildFacts
    package let summary: BuildSummary
}

/// One page of a list of builds.
package struct BuildPage: Sendable {
    package let lines: [BuildLine]
    /// Where the next page begins; `nil` on the last one.
    package let next: BuildCursor?
}

extension Database {
    /// The most builds of one page.
    package static let pageLimit = 1_000

    /// One page of the builds in scope that meet the filter.
    ///
    /// SQL finds the builds of the page; figures are made of them alone.
    package func builds(
        in scope: AccessScope, _ filter: BuildFilter = BuildFilter(), order: BuildOrder = .byCode,
        after cursor: BuildCursor? = nil, limit: Int, now: Timestamp
    ) async throws -> BuildPage {
        let limit = max(1, min(limit, Self.pageLimit))
        return try await write { session in
            // One more tells whether there is a next page.
            let places = try files.fleetPage(
                scope, filter, order, after: cursor, limit: limit + 1, today: now.day, in: session)
            let page = places.prefix(limit)
            let facts = try files.facts(of: page.map(\.id), today: now.day, in: session)
            let summaries = try files.summaries(of: facts, now: now, in: session)
            return BuildPage(
                lines: zip(facts, summaries).map(BuildLine.init),
                next: places.count > limit ? page.last?.cursor : nil)
        }
    }
}
