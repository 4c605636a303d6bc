package import Domain
import Postgres

/// A build to be judged, with what is raised about it.
package struct BuildToJudge: Sendable {
    package let build: JudgedBuild
    package let openSignals: [OpenSignal]
    /// The dialect in which it was heard last.
    package let dialect: Dialect?
}

/// Builds of one page, read in one transaction.
package struct JudgedPage: Sendable {
    package let builds: [BuildToJudge]
    /// The greatest id of the page, from which the next one goes on; `nil` behind the last page.
    package let last: Int64?
}

/// Which build days are read of builds that are judged.
package struct JudgedSpans: Sendable {
    /// In ascending order and without overlap.
    package let spans: [ClosedRange<Day>]
    /// Whether the first 8 weeks of each build are read, too.
    package let readsStarts: Bool

    package init(_ spans: [ClosedRange<Day>], readsStarts: Bool) {
        self.spans = spans
        self.readsStarts = readsStarts
    }
}

/// What the judge reads of builds.
package struct JudgingStore: Store {
    let database: Database

    /// The next builds in the order of their ids with everything that rules read.
    ///
    /// - Parameters:
    ///   - after: the greatest id of the page before, 0 for the first.
    ///   - spans: the days that windows of the rules need.
    ///   - today: signals, phases and keys are as on this day.
    package func buildsToJudge(
        after: Int64, limit: Int, _ spans: JudgedSpans, today: Day, now: Timestamp
    ) async throws -> JudgedPage {
        try await read { session in
            try session.planEachTime()
            let facts = try database.registry.facts(
                code: nil, after: after, limit: limit, today: today, in: session)
            let shared = try database.calendar.sharedCalendar(now: now, in: session)
            return JudgedPage(
                builds: try toJudge(facts, spans, today: today, now: now, shared: shared, in: session),
                last: facts.last?.id)
        }
    }
}

extension JudgingStore {
    fileprivate func toJudge(
        _ facts: [BuildFacts], _ spans: JudgedSpans, today: Day, now: Timestamp, shared: SharedCalendar,
        in session: borrowing Session
    ) throws -> [BuildToJudge] {
        let calendars = facts.map { $0.calendar(shared) }
        let signals = try database.signals.open(of: facts.map(\.id), in: session)
        // Of a build from which nothing can be expected any more, what is open is to be cleared.
        let monitored = zip(facts, calendars).filter { fact, calendar in
            calendar.firstPossibleDay.map { $0 < today } ?? false || signals[fact.id] != nil
        }
        guard !monitored.isEmpty else { return [] }
        let ids = monitored.map(\.0.id)
        let from = spans.spans.first?.lowerBound ?? today
        let signs = try database.figures.signs(
            of: ids.map { ($0, from) }, withFirst: false, asOf: nil, in: session)
        let starts = monitored.map { fact, calendar in
            let start = spans.readsStarts ? calendar.ownStart(firstUse: signs[fact.id]?.firstUse) : nil
            // Where no start is read, nothing lies before this day.
            return start?.upperBound ?? Day(number: 0)
        }
        let days = try series(ids, starts: starts, spans, in: session)
        let feeds = try feeds(of: ids, now: now, in: session)
        return monitored.map { fact, calendar in
            BuildToJudge(
                build: JudgedBuild(
                    facts: fact, calendar: calendar, days: days[fact.id] ?? [], readFrom: from,
                    earlierSign: signs[fact.id]?.earlier, firstUse: signs[fact.id]?.firstUse,
                    feed: feeds[fact.id]?.notes ?? .none,
                    changes: fact.changes.compactMap(ExplainingChange.init)),
                openSignals: signals[fact.id] ?? [], dialect: feeds[fact.id]?.dialect)
        }
    }

    /// What is known at `now` of the feeds of builds besides their days.
    func feeds(
        of builds: [Int64], now: Timestamp, in session: borrowing Session
    ) throws -> [Int64: (notes: FeedNotes, dialect: Dialect?)] {
        Dictionary(
            uniqueKeysWithValues: try session.rows(
                Query(reading: "judge_feed") { (try $0.int64("build_id"), try readFeed($0)) },
                [.intArray(builds), .time(now)]))
    }

    /// Build days of spans in the form that rules read, by build, in ascending order.
    ///
    /// - Parameter starts: the last of the first eight weeks of each build, which are read as well where they lie before the
    ///   spans.
    func series(
        _ builds: [Int64], starts: [Day], _ spans: JudgedSpans, in session: borrowing Session
    ) throws -> [Int64: [JudgedDay]] {
        Dictionary(
            uniqueKeysWithValues: try session.rows(
                Query(reading: "usage_series") { row in
                    (
                        try row.int64("build_id"),
                        zip(try row.integers("use"), try row.integers("feed"))
                            .map(JudgedDay.init(packed:_:)).sorted { $0.day < $1.day }
                    )
                },
                [
                    .intArray(builds), .days(starts), .days(spans.spans.map(\.lowerBound)),
                    .days(spans.spans.map(\.upperBound)),
                    .day(spans.spans.first?.lowerBound.adding(days: -1)),
                ]))
    }
}

extension ExplainingChange {
    /// `nil` for a change that explains no silence.
    init?(_ change: ChangeEvent) {
        switch change.kind {
        case .supplier: self.init(.supplierChange, effectiveOn: change.effectiveOn)
        case .system: self.init(.systemChange, effectiveOn: change.effectiveOn)
        case .address: self.init(.addressMove, effectiveOn: change.effectiveOn)
        default: return nil
        }
    }
}

private func readFeed(_ row: borrowing RowReader) throws -> (notes: FeedNotes, dialect: Dialect?) {
    (
        FeedNotes(
            usableKeys: try row.int("usable"), keyEndedOn: try row.optionalTimestamp("ended_at")?.day,
            dialectChangedOn: try row.optionalTimestamp("dialect_at")?.day,
            networkChangedOn: try row.optionalTimestamp("network_at")?.day),
        try row.optionalInt("dialect").flatMap { Dialect(code: Int16($0)) }
    )
}
