package import Domain
import Postgres

/// The builds that are in a phase, or one page of them.
package struct PhasePage: Sendable {
    package let phase: Phase
    /// The day on which everything is seen.
    package let today: Day
    package let reviews: [PhaseReview]
    /// Where the next page begins; `nil` on the last one.
    package let next: BuildCursor?
}

/// A phase has no review as it runs.
package struct PhaseNotReviewed: Error, Sendable {
    package let phase: Phase
}

/// Phase views: all builds of a phase with their figures.
package struct PhaseStore: Store {
    let database: Database

    /// The most builds of one page of a phase: one request is to hold a programme's.
    package static let pageLimit = 5_000

    /// Every build of the caller's that is in 집중AS or 최종평가 on the day of `now`, those that end first comparison first.
    ///
    /// The figures are those that `kpis` makes of the same window.
    /// - Parameters:
    ///   - filter: its phase is not looked at.
    ///   - asOf: what was known at this instant; signals and news of the filter are not looked at. Then all builds
    ///   are read to find those of the phase, and the order is
    ///     that of their ids; a cursor is good for answers as of the same instant.
    package func reviews(
        _ phase: Phase, for visibility: Visibility, _ filter: BuildFilter = BuildFilter(),
        after cursor: BuildCursor? = nil, limit: Int = pageLimit, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> PhasePage {
        guard phase == .intensiveAS || phase == .finalEvaluation else { throw PhaseNotReviewed(phase: phase) }
        let limit = max(1, min(limit, Self.pageLimit))
        // The caller's rights are those of now, whatever instant is asked for.
        let present = now.day
        let now = asOf ?? now
        var filter = filter
        filter.phase = phase
        let chosen = filter
        guard visibility.may(.readPhases), visibility.scope != nil else {
            return PhasePage(phase: phase, today: now.day, reviews: [], next: nil)
        }
        let (builds, next): (ChosenBuilds, BuildCursor?) = try await read { session in
            if let asOf {
                let found = try buildsInPhase(
                    chosen, visibility, after: cursor?.id ?? 0, limit: limit, asOf: asOf, present: present,
                    in: session)
                return (.read(found.builds), found.next)
            }
            let page = try database.fleet.fleetPage(
                visibility, chosen, BuildOrder(.phaseEnd), at: cursor.map(BuildPlace.after) ?? .first,
                limit: limit, today: now.day, in: session)
            let ids = page.builds.map(\.cursor.id)
            return (.named(ids), page.hasNext ? page.builds.last?.cursor : nil)
        }
        let reviews = try await reviews(of: builds, seesSignals: visibility.seesSignals, now: now, asOf: asOf)
        return PhasePage(phase: phase, today: now.day, reviews: reviews, next: next)
    }

    /// Reads and makes reviews in two lines, so that one is made while another is read.
    private func reviews(
        of builds: ChosenBuilds, seesSignals: Bool, now: Timestamp, asOf: Timestamp?
    ) async throws -> [PhaseReview] {
        let starts = Array(stride(from: 0, to: builds.count, by: Self.reviewsAtOnce))
        return try await withThrowingTaskGroup(of: (Int, [PhaseReview]).self) { group in
            func add(_ start: Int) {
                group.addTask {
                    let part = start..<min(start + Self.reviewsAtOnce, builds.count)
                    let unmade = try await read { session in
                        try readReviews(
                            try running(builds, part, today: now.day, in: session),
                            seesSignals: seesSignals, now: now, asOf: asOf, in: session)
                    }
                    return (start, try await unmade.made(today: now.day))
                }
            }
            var waiting = starts.makeIterator()
            for _ in 0..<2 { if let start = waiting.next() { add(start) } }
            var parts: [Int: [PhaseReview]] = [:]
            for try await (start, part) in group {
                parts[start] = part
                if let start = waiting.next() { add(start) }
            }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }

    private static let reviewsAtOnce = 400
}

/// The builds of a page: what was known then is read to find them, what is known is read of those that were found.
private enum ChosenBuilds: Sendable {
    case read([RunningBuild])
    case named([Int64])

    var count: Int {
        switch self {
        case .read(let builds): builds.count
        case .named(let ids): ids.count
        }
    }
}

/// Everything that a review is made of.
private struct UnmadeReview: Sendable {
    let facts: BuildFacts
    let running: RunningPhase
    let usage: PhaseUsage
    let feed: FeedNotes
    /// `nil` where the caller may not read signals.
    let signals: [RaisedSignal]?
    let targets: [PlanTarget]
}

private struct UnmadeReviews: Sendable {
    let builds: [UnmadeReview]
    let shared: SharedCalendar
}

extension UnmadeReviews {
    @concurrent
    fileprivate func made(today: Day) async throws -> [PhaseReview] {
        try builds.map { build in
            PhaseReview(
                build.facts, build.running, usage: try build.usage.usage(from: build.running.days.lowerBound),
                users: build.usage.users, calendar: build.facts.calendar(shared), feed: build.feed,
                signals: build.signals, targets: build.targets, today: today)
        }
    }
}

extension PhaseStore {
    /// Some of the builds, with what the registry says of them.
    fileprivate func running(
        _ builds: ChosenBuilds, _ part: Range<Int>, today: Day, in session: borrowing Session
    ) throws -> [RunningBuild] {
        switch builds {
        case .read(let builds): Array(builds[part])
        case .named(let ids):
            try database.registry.facts(of: Array(ids[part]), today: today, in: session).compactMap { facts in
                RunningPhase(facts.phases, today: today).map { RunningBuild(facts: facts, running: $0) }
            }
        }
    }

    /// What was known has no table to be searched in: builds are read in the order of their ids.
    ///
    /// - Parameter present: the day by which the scope is judged.
    fileprivate func buildsInPhase(
        _ filter: BuildFilter, _ visibility: Visibility, after: Int64, limit: Int, asOf: Timestamp,
        present: Day, in session: borrowing Session
    ) throws -> (builds: [RunningBuild], next: BuildCursor?) {
        let today = asOf.day
        var found: [RunningBuild] = []
        var last = after
        while found.count <= limit {
            let facts = try database.registry.facts(
                code: nil, after: last, limit: 1_000, today: today, asOf: asOf, in: session)
            guard let newLast = facts.last?.id else { break }
            last = newLast
            let chosen = facts.filter { $0.phases.phase(on: today) == filter.phase && filter.includes($0) }
            let visible = Set(
                try database.registry.facts(of: chosen.map(\.id), today: present, in: session)
                    .filter(visibility.includes).map(\.id))
            found += chosen.compactMap { facts in
                guard visible.contains(facts.id) else { return nil }
                return RunningPhase(facts.phases, today: today).map {
                    RunningBuild(facts: facts, running: $0)
                }
            }
        }
        let page = Array(found.prefix(limit))
        let next =
            found.count > limit
            ? page.last.map { BuildCursor(id: $0.facts.id, rank: 0, since: "-infinity", label: "") } : nil
        return (page, next)
    }

    fileprivate func readReviews(
        _ builds: [RunningBuild], seesSignals: Bool, now: Timestamp, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> UnmadeReviews {
        let shared = try database.calendar.sharedCalendar(now: now, asOf: asOf, in: session)
        let ids = builds.map(\.facts.id)
        guard !ids.isEmpty else { return UnmadeReviews(builds: [], shared: shared) }
        let usage = try usage(
            of: builds, today: now.day, shared: shared, asOf: asOf, in: session)
        let feeds = try database.judging.feeds(of: ids, now: now, in: session)
        let signals =
            seesSignals
            ? Dictionary(
                grouping: try database.signals.list(
                    of: ids, includingCleared: false, asOf: asOf, in: session), by: \.build)
            : nil
        let targets = try database.planTargets.list(
            ofProjects: Set(builds.map(\.facts.projectCode)), asOf: asOf, in: session)
        return UnmadeReviews(
            builds: builds.compactMap { build in
                let id = build.facts.id
                guard let figures = usage[id] else { return nil }
                return UnmadeReview(
                    facts: build.facts, running: build.running, usage: figures,
                    feed: feeds[id]?.notes ?? .none, signals: signals.map { ($0[id] ?? []).map(\.signal) },
                    targets: targets[build.facts.projectCode] ?? [])
            }, shared: shared)
    }
}

extension BuildFilter {
    /// Whether facts meet it, as far as they can tell: signals and news are not among them.
    fileprivate func includes(_ facts: BuildFacts) -> Bool {
        (programmeCodes?.contains(facts.programmeCode) ?? true)
            && (supportType.map { $0 == facts.supportType } ?? true)
            && (supplierNumber.map { $0 == facts.supplierNumber } ?? true)
            && (regionCodes.map { codes in facts.regionCode.map(codes.contains) ?? false } ?? true)
            && (buildCodes?.contains(facts.code) ?? true)
    }
}
