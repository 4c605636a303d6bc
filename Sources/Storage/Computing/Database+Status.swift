package import Domain
import Postgres

extension Database {
    /// Everything that is said about one build at `now`; `nil` when there is no such build.
    package func status(of code: String, now: Timestamp) async throws -> BuildStatus? {
        try await run { session in
            guard
                let facts = try files.facts(code: code, supplier: nil, limit: 1, today: now.day, in: session)
                    .first
            else { return nil }
            return try files.statuses(
                of: [facts], now: now, includingCleared: true, historyDays: 190,
                shared: try files.sharedCalendar(now: now, in: session), in: session
            ).first
        }
    }

    /// The KPIs of one build in any window; `nil` when there is no such build.
    package func kpis(of code: String, window: ClosedRange<Day>, now: Timestamp) async throws -> WindowKPIs? {
        try await run { session in
            let facts = try files.facts(code: code, supplier: nil, limit: 1, today: now.day, in: session)
            return try files.figures(
                of: facts, window, .month, now: now, shared: try files.sharedCalendar(now: now, in: session),
                in: session
            ).first?.kpis
        }
    }

    /// The state of every build in pages of some hundreds, each read in one transaction.
    ///
    /// - Parameter historyDays: how far back build days are given at least; windows reach as far as they need.
    package func forEachPage(
        supplier: String?, now: Timestamp, historyDays: Int, _ body: ([BuildStatus]) async throws -> Void
    ) async throws {
        var last: Int64 = 0
        while true {
            let after = last
            let page = try await run { session in
                let facts = try files.facts(
                    code: nil, supplier: supplier, after: after, limit: 500, today: now.day, in: session)
                return try files.statuses(
                    of: facts, now: now, includingCleared: false, historyDays: historyDays,
                    shared: try files.sharedCalendar(now: now, in: session), in: session)
            }
            guard let newLast = page.last?.facts.id else { return }
            last = newLast
            try await body(page)
        }
    }

    /// What is said of every build about one window, in pages: for reports.
    package func forEachPage(
        window: ClosedRange<Day>, kind: WindowKind, now: Timestamp,
        _ body: ([(status: BuildFacts, kpis: WindowKPIs, days: [BuildDay])]) async throws -> Void
    ) async throws {
        var last: Int64 = 0
        while true {
            let after = last
            let page = try await run { session in
                let facts = try files.facts(
                    code: nil, supplier: nil, after: after, limit: 500, today: now.day, in: session)
                return try files.figures(
                    of: facts, window, kind, now: now,
                    shared: try files.sharedCalendar(now: now, in: session), in: session)
            }
            guard let newLast = page.last?.status.id else { return }
            last = newLast
            try await body(page)
        }
    }
}

extension SQLFiles {
    /// Status of several builds with a fixed number of queries.
    func statuses(
        of facts: [BuildFacts], now: Timestamp, includingCleared: Bool, historyDays: Int,
        shared: SharedCalendar, in session: borrowing Session
    ) throws -> [BuildStatus] {
        guard !facts.isEmpty else { return [] }
        let today = now.day
        let ids = facts.map(\.id)
        let windows = facts.map { statusWindows($0, today: today) }
        let earliest = windows.joined().map(\.days.lowerBound).min() ?? today
        let days = try days(of: ids, min(earliest, today.adding(days: -historyDays))...today, in: session)
        let signs = try signs(of: ids, in: session)
        let users = try users(
            in: zip(ids, windows).flatMap { id, windows in windows.map { (build: id, days: $0.days) } },
            today: today, in: session)
        let signals = Dictionary(
            grouping: try signals(of: ids, includingCleared: includingCleared, in: session), by: \.build)
        var statuses: [BuildStatus] = []
        var nextUsers = users.makeIterator()
        for (fact, windows) in zip(facts, windows) {
            let calendar = fact.calendar(shared)
            let usage = BuildUsage(
                days: days[fact.id] ?? [], firstUse: signs[fact.id]?.first, lastSign: signs[fact.id]?.last)
            statuses.append(
                BuildStatus(
                    facts: fact, phase: fact.phases.phase(on: today), asOf: now,
                    windows: windows.map { window in
                        kpis(
                            window.kind, window.days, of: usage,
                            users: nextUsers.next() ?? DistinctUsers(byEpoch: []),
                            calendar: calendar, today: today)
                    },
                    days: usage.days, calendar: calendar, firstUse: usage.firstUse, lastSign: usage.lastSign,
                    signals: (signals[fact.id] ?? []).map(\.signal)))
        }
        return statuses
    }

    func figures(
        of facts: [BuildFacts], _ window: ClosedRange<Day>, _ kind: WindowKind, now: Timestamp,
        shared: SharedCalendar, in session: borrowing Session
    ) throws -> [(status: BuildFacts, kpis: WindowKPIs, days: [BuildDay])] {
        guard !facts.isEmpty else { return [] }
        let ids = facts.map(\.id)
        let days = try days(of: ids, window, in: session)
        let signs = try signs(of: ids, in: session)
        let users = try users(in: ids.map { (build: $0, days: window) }, today: now.day, in: session)
        return zip(facts, users).map { fact, users in
            let usage = BuildUsage(
                days: days[fact.id] ?? [], firstUse: signs[fact.id]?.first, lastSign: signs[fact.id]?.last)
            return (
                fact,
                kpis(
                    kind, window, of: usage, users: users, calendar: fact.calendar(shared),
                    today: now.day),
                usage.days
            )
        }
    }
}

/// Yesterday, this month, this quarter, and the 집중AS phase once it has begun.
private func statusWindows(_ facts: BuildFacts, today: Day) -> [(kind: WindowKind, days: ClosedRange<Day>)] {
    let yesterday = today.adding(days: -1)
    var windows: [(kind: WindowKind, days: ClosedRange<Day>)] = [
        (.day, yesterday...yesterday),
        (.month, Month(containing: today).days),
        (.quarter, Quarter(containing: today).days),
    ]
    if let phase = facts.phases.intensiveAS, phase.lowerBound <= today {
        windows.append((.intensiveAS, phase))
    }
    return windows
}
