import Domain
import Postgres

/// A window of one build whose figures are asked for.
struct AskedWindow {
    let facts: BuildFacts
    let kind: WindowKind
    let days: ClosedRange<Day>

    /// Whether it is of a kind that is kept and over on `today`.
    func isClosed(on today: Day) -> Bool { kind.isKept && days.upperBound < today }

    /// Where reading must begin: a lifecycle is seen beside the period of the same length before.
    var firstDayRead: Day {
        kind.hasLifecycle
            ? days.lowerBound.adding(days: -(days.upperBound.days(since: days.lowerBound) + 1))
            : days.lowerBound
    }

    /// The figures, from what was read of the build.
    func kpis(
        _ usage: BuildUsage, _ users: DistinctUsers, shared: SharedCalendar, today: Day
    ) -> WindowKPIs {
        Domain.kpis(kind, days, of: usage, users: users, calendar: facts.calendar(shared), today: today)
    }
}

extension WindowKind {
    /// Whether closed windows of this kind are kept: the others follow from few build days.
    var isKept: Bool {
        switch self {
        case .day, .week, .last7, .last28, .range: false
        case .month, .quarter, .intensiveAS, .finalEvaluation, .afterCare: true
        }
    }

    fileprivate var hasLifecycle: Bool { KPI.lifecycle.definition.windows.contains(self) }
    var hasTrend: Bool { KPI.trend.definition.windows.contains(self) }
}

extension FigureStore {
    /// The figures of windows, in their order: kept ones as they are kept, the others computed.
    ///
    /// Status, windows by name and by dates, phases, reports and closed windows are all read here.
    /// - Parameters:
    ///   - now: the instant from which the figures are seen.
    ///   - asOf: what was known at this instant; `nil`: what is known.
    func figures(
        _ asked: [AskedWindow], now: Timestamp, shared: SharedCalendar, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> [WindowKPIs] {
        var found = try database.windows.keptWindows(asked, today: now.day, asOf: asOf, in: session)
        let missing = asked.indices.filter { found[$0] == nil }
        let computed = try computedFigures(
            missing.map { asked[$0] }, now: now, shared: shared, asOf: asOf, in: session)
        for (place, kpis) in zip(missing, computed) { found[place] = kpis }
        return found.compactMap(\.self)
    }

    /// The figures of windows, in their order, computed from build days whether or not they are kept.
    func computedFigures(
        _ asked: [AskedWindow], now: Timestamp, shared: SharedCalendar, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> [WindowKPIs] {
        guard !asked.isEmpty else { return [] }
        let usage = try usage(of: asked, shared: shared, asOf: asOf, in: session)
        let users = try users(of: asked, today: now.day, asOf: asOf, in: session)
        let peers = try peers(of: asked, now: now, in: session)
        return try zip(asked, users).map { window, users in
            guard let usage = usage[window.facts.id] else {
                throw UnexpectedRow(query: "usage_days", column: "build_id")
            }
            return window.kpis(usage, users, shared: shared, today: now.day)
                .adding(window.isRanked(on: now.day) ? peers[window.facts.id] : nil)
        }
    }

    /// Where builds stood among their peers when they were judged last, as far as a window of theirs shows it.
    private func peers(
        of asked: [AskedWindow], now: Timestamp, in session: borrowing Session
    ) throws -> [Int64: PeerComparison] {
        let ranked = asked.filter { $0.isRanked(on: now.day) }.map(\.facts.id)
        guard !ranked.isEmpty else { return [:] }
        return try database.peers.comparisons(of: ranked, now: now, in: session)
    }
}

extension AskedWindow {
    /// Peers are ranked by the 28 days before the day on which they are judged.
    func isRanked(on today: Day) -> Bool { kind == .last28 && days.upperBound == today.adding(days: -1) }
}

extension WindowKPIs {
    /// The same window with the rank among peers, where there is one.
    func adding(_ comparison: PeerComparison?) -> WindowKPIs {
        comparison.map { adding($0.value) } ?? self
    }
}
