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
    /// The place of the first line, where a page is before it.
    package let previous: BuildCursor?
    /// The place of the last line, where a page is behind it.
    package let next: BuildCursor?
}

/// Lists of builds, companies and programmes.
package struct FleetStore: Store {
    let database: Database

    /// The most builds of one page.
    package static let pageLimit = 1_000

    /// One page of the builds that meet the filter.
    ///
    /// SQL finds the builds of the page; figures are made of them alone.
    package func builds(
        for visibility: Visibility, _ filter: BuildFilter = BuildFilter(), order: BuildOrder = .byCode,
        at place: BuildPlace = .first, limit: Int, now: Timestamp
    ) async throws -> BuildPage {
        let limit = max(1, min(limit, Self.pageLimit))
        return try await read { session in
            try session.planEachTime()
            let places = try fleetPage(
                visibility, filter, order, at: place, limit: limit, today: now.day, in: session)
            let facts = try database.registry.facts(
                of: places.builds.map(\.cursor.id), today: now.day, in: session)
            let summaries = try summaries(of: facts, for: visibility, now: now, in: session)
            return BuildPage(
                lines: zip(facts, summaries).map(BuildLine.init),
                previous: places.hasPrevious ? places.builds.first?.cursor : nil,
                next: places.hasNext ? places.builds.last?.cursor : nil)
        }
    }

    /// How many builds meet the filter.
    package func countBuilds(
        for visibility: Visibility, _ filter: BuildFilter = BuildFilter(), now: Timestamp
    ) async throws -> BuildCounts {
        guard let parameters = filter.parameters(for: visibility, today: now.day) else {
            return BuildCounts(byPhase: [:])
        }
        return try await read { session in
            try session.planEachTime()
            let counts = try session.rows(
                Query(reading: "fleet_counts") { row in
                    (
                        phase: try row.value("phase") as Phase, builds: try row.int("builds"),
                        open: try row.int("observed"), signals: try row.int("open_signals")
                    )
                }, parameters)
            let byPhase = Dictionary(uniqueKeysWithValues: counts.map { ($0.phase, $0.builds) })
            guard visibility.seesSignals else { return BuildCounts(byPhase: byPhase) }
            return BuildCounts(
                byPhase: byPhase,
                openByPhase: Dictionary(uniqueKeysWithValues: counts.map { ($0.phase, $0.open) }),
                openSignals: counts.map(\.signals).reduce(0, +))
        }
    }

    /// Makes the lines of lists anew of builds with greater ids.
    ///
    /// - Returns: how many lines were not as they are now, and the greatest id looked at; `nil` behind the last one.
    package func keepListing(after: Int64, limit: Int) async throws -> (changed: Int, last: Int64?) {
        try await write { session in
            try session.first(
                Query(reading: "build_listing_keep") {
                    (changed: try $0.int("changed"), last: try $0.optionalInt("last_id"))
                }, [.int(after), .int(Int64(limit))])
        } ?? (0, nil)
    }
}

/// The builds of one page of a list, in its order.
struct FleetPage {
    let builds: [(cursor: BuildCursor, phase: Phase)]
    let hasPrevious: Bool
    let hasNext: Bool
}

extension FleetStore {
    /// The builds of one page of a list, before anything is read of them.
    func fleetPage(
        _ visibility: Visibility, _ filter: BuildFilter, _ order: BuildOrder, at place: BuildPlace,
        limit: Int, today: Day, in session: borrowing Session
    ) throws -> FleetPage {
        guard let parameters = filter.parameters(for: visibility, today: today) else {
            return FleetPage(builds: [], hasPrevious: false, hasNext: false)
        }
        let order = order.shown(to: visibility)
        let (cursor, isBackward) = place.direction
        // One more tells whether there is another page in this direction.
        let found = try session.rows(
            Query(reading: "fleet_page") { row in
                (
                    cursor: BuildCursor(
                        id: try row.int64("build_id"), rank: try row.int64("rank"),
                        since: try row.string("since"),
                        label: try row.string("label")), phase: try row.value("phase") as Phase
                )
            },
            parameters + [
                .text(order.key.rawValue), .bool(order.isDescending != isBackward), .int(cursor?.rank),
                .text(cursor?.since), .text(cursor?.label), .int(cursor?.id), .int(Int64(limit + 1)),
            ])
        let page = found.prefix(limit)
        let hasMore = found.count > limit
        return FleetPage(
            builds: isBackward ? page.reversed() : Array(page),
            hasPrevious: isBackward ? hasMore : cursor != nil && !page.isEmpty,
            hasNext: isBackward ? cursor != nil && !page.isEmpty : hasMore)
    }

    /// A line for each of some builds, which the caller may see.
    fileprivate func summaries(
        of facts: [BuildFacts], for visibility: Visibility, now: Timestamp, in session: borrowing Session
    ) throws -> [BuildSummary] {
        guard !facts.isEmpty else { return [] }
        let ids = facts.map(\.id)
        let today = now.day
        let shared = try database.calendar.sharedCalendar(now: now, in: session)
        let window = BuildSummary.window(today: today)
        let signs = try database.figures.signs(
            of: ids.map { ($0, window.lowerBound) }, withFirst: false, asOf: nil, in: session)
        // A client's clock may be ahead by a day.
        let days = try database.judging.series(
            ids, starts: ids.map { _ in Day(number: 0) },
            JudgedSpans([window.lowerBound...today.adding(days: 1)], readsStarts: false), in: session)
        let signals = visibility.seesSignals ? try database.signals.open(of: ids, in: session) : nil
        let visible = try database.builds.visibleDays(of: ids, for: visibility, in: session)
        return facts.map { fact in
            BuildSummary(
                fact, days: days[fact.id] ?? [], earlierSign: signs[fact.id]?.earlier,
                calendar: fact.calendar(shared), openSignals: signals.map { $0[fact.id]?.count ?? 0 },
                visible: visible[fact.id], today: today)
        }
    }
}

extension BuildPlace {
    fileprivate var direction: (cursor: BuildCursor?, isBackward: Bool) {
        switch self {
        case .first: (nil, false)
        case .after(let cursor): (cursor, false)
        case .before(let cursor): (cursor, true)
        case .last: (nil, true)
        }
    }
}

extension BuildFilter {
    /// The parameters of `fleet`; `nil` where the caller may see no build.
    fileprivate func parameters(for visibility: Visibility, today: Day) -> [Parameter]? {
        guard let scope = visibility.scope else { return nil }
        return [
            .day(today), codes(scope.programmeCodes), .text(scope.supplierNumber), codes(scope.regionCodes),
            codes(programmeCodes), .text(supportType), .text(phase?.rawValue), .text(supplierNumber),
            codes(regionCodes), .bool(visibility.seesSignals ? hasOpenSignals : nil), .time(since),
            codes(buildCodes), .text(words),
        ]
    }
}
