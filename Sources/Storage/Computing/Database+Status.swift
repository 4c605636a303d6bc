package import Domain
import Postgres

extension Database {
    /// Everything that is said about one build at `now`; `nil` when there is no such build.
    ///
    /// - Parameter asOf: what was said at this instant; `nil`: what is said.
    package func status(
        of code: String, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        let now = asOf ?? now
        return try await look { session in
            guard
                let facts = try files.facts(
                    code: code, supplier: nil, limit: 1, today: now.day, asOf: asOf, in: session
                ).first
            else { return nil }
            return try files.statuses(
                of: [facts], now: now, asOf: asOf, includingCleared: true, historyDays: 190,
                shared: try files.sharedCalendar(now: now, asOf: asOf, in: session), in: session
            ).first
        }
    }

    /// The KPIs of one build in any window; `nil` when there is no such build.
    ///
    /// - Parameter asOf: what was said at this instant; `nil`: what is said.
    package func kpis(
        of code: String, window: ClosedRange<Day>, kind: WindowKind = .month, now: Timestamp,
        asOf: Timestamp? = nil
    ) async throws -> WindowKPIs? {
        let now = asOf ?? now
        return try await look { session in
            let facts = try files.facts(
                code: code, supplier: nil, limit: 1, today: now.day, asOf: asOf, in: session)
            return try files.figures(
                of: facts, window, kind, now: now, asOf: asOf, readingStarts: true,
                shared: try files.sharedCalendar(now: now, asOf: asOf, in: session), in: session
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
                    of: facts, window, kind, now: now, readingStarts: false,
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
        of facts: [BuildFacts], now: Timestamp, asOf: Timestamp? = nil, includingCleared: Bool,
        historyDays: Int, shared: SharedCalendar, in session: borrowing Session
    ) throws -> [BuildStatus] {
        guard !facts.isEmpty else { return [] }
        let today = now.day
        let ids = facts.map(\.id)
        let windows = facts.map { statusWindows($0, today: today) }
        let earliest = windows.joined().map { $0.kind.firstDayRead(of: $0.days) }.min() ?? today
        let days = try days(
            of: ids, min(earliest, today.adding(days: -historyDays))...today, asOf: asOf, in: session)
        let signs = try signs(of: ids, asOf: asOf, in: session)
        let starts = try startDays(of: facts, signs, shared, asOf: asOf, in: session)
        let asked = zip(facts, windows).flatMap { facts, windows in
            windows.map { AskedWindow(facts: facts, kind: $0.kind, days: $0.days) }
        }
        let users = try users(
            in: asked.map { (build: $0.facts.id, days: $0.days) }, today: today, asOf: asOf, in: session)
        let signals = Dictionary(
            grouping: try signals(of: ids, includingCleared: includingCleared, asOf: asOf, in: session),
            by: \.build)
        let peers = try peerStandings(of: ids, now: asOf ?? now, in: session)
        var statuses: [BuildStatus] = []
        var nextUsers = users.makeIterator()
        var nextClosed = try closedWindows(
            asked.filter { $0.isClosed(on: today) }, shared: shared, asOf: asOf, in: session
        ).makeIterator()
        for (fact, windows) in zip(facts, windows) {
            let calendar = fact.calendar(shared)
            let usage = BuildUsage(
                days[fact.id] ?? [], signs[fact.id], start: starts[fact.id] ?? [],
                withSlots: calendar.hasShifts)
            statuses.append(
                BuildStatus(
                    facts: fact, phase: fact.phases.phase(on: today), asOf: now,
                    windows: windows.compactMap { window in
                        let users = nextUsers.next() ?? DistinctUsers(byEpoch: [])
                        let asked = AskedWindow(facts: fact, kind: window.kind, days: window.days)
                        if asked.isClosed(on: today) { return nextClosed.next() }
                        let figures = kpis(
                            window.kind, window.days, of: usage, users: users, calendar: calendar,
                            today: today)
                        guard window.kind == .last28, let standing = peers[fact.id] else { return figures }
                        return figures.adding(standing.value)
                    },
                    days: days[fact.id] ?? [], calendar: calendar, firstUse: usage.firstUse,
                    lastSign: usage.lastSign, signals: (signals[fact.id] ?? []).map(\.signal),
                    peers: peers[fact.id]))
        }
        return statuses
    }

    /// - Parameter readingStarts: whether the days are read that a trend is held against.
    func figures(
        of facts: [BuildFacts], _ window: ClosedRange<Day>, _ kind: WindowKind, now: Timestamp,
        asOf: Timestamp? = nil, readingStarts: Bool, shared: SharedCalendar, in session: borrowing Session
    ) throws -> [(status: BuildFacts, kpis: WindowKPIs, days: [BuildDay])] {
        guard !facts.isEmpty else { return [] }
        let ids = facts.map(\.id)
        let days = try days(
            of: ids, kind.firstDayRead(of: window)...window.upperBound, asOf: asOf, in: session)
        let asked = facts.map { AskedWindow(facts: $0, kind: kind, days: window) }
        if asked.allSatisfy({ $0.isClosed(on: now.day) }) {
            return zip(facts, try closedWindows(asked, shared: shared, asOf: asOf, in: session)).map {
                ($0, $1, (days[$0.id] ?? []).filter { window.contains($0.day) })
            }
        }
        let signs = try signs(of: ids, asOf: asOf, in: session)
        let starts = readingStarts ? try startDays(of: facts, signs, shared, asOf: asOf, in: session) : [:]
        let users = try users(
            in: ids.map { (build: $0, days: window) }, today: now.day, asOf: asOf, in: session)
        return zip(facts, users).map { fact, users in
            let days = days[fact.id] ?? []
            let calendar = fact.calendar(shared)
            let usage = BuildUsage(
                days, signs[fact.id], start: starts[fact.id] ?? [], withSlots: calendar.hasShifts)
            return (
                fact,
                kpis(
                    kind, window, of: usage, users: users, calendar: calendar, today: now.day),
                days.filter { window.contains($0.day) }
            )
        }
    }

    private func startDays(
        of facts: [BuildFacts], _ signs: [Int64: BuildSigns], _ shared: SharedCalendar, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> [Int64: [UsageDay]] {
        try days(
            in: facts.compactMap { fact in
                fact.calendar(shared).ownStart(firstUse: signs[fact.id]?.firstUse).map { (fact.id, $0) }
            }, asOf: asOf, in: session
        ).mapValues { $0.map(\.usage) }
    }
}

extension BuildUsage {
    init(_ days: [BuildDay], _ signs: BuildSigns?, start: [UsageDay], withSlots: Bool) {
        self.init(
            days: days.map(\.usage), firstUse: signs?.firstUse, lastSign: signs?.last,
            firstSign: signs?.first, start: start,
            slots: withSlots ? Dictionary(days.map { ($0.day, $0.slots) }) { first, _ in first } : [:])
    }
}

/// Yesterday, this week, the last 28 days, this month, this quarter, and the 집중AS phase once it has begun.
func statusWindows(_ facts: BuildFacts, today: Day) -> [(kind: WindowKind, days: ClosedRange<Day>)] {
    let yesterday = today.adding(days: -1)
    var windows: [(kind: WindowKind, days: ClosedRange<Day>)] = [
        (.day, yesterday...yesterday),
        (.week, Week(containing: today).days),
        (.last28, today.adding(days: -28)...yesterday),
        (.month, Month(containing: today).days),
        (.quarter, Quarter(containing: today).days),
    ]
    if let phase = facts.phases.intensiveAS, phase.lowerBound <= today {
        windows.append((.intensiveAS, phase))
    }
    return windows
}
