package import Domain
import Postgres

extension Database {
    /// Everything that is said about one build at `now`, with its build days of about half a year; `nil` when there is no
    /// such build.
    ///
    /// - Parameter asOf: what was said at this instant; `nil`: what is said.
    package func status(
        of code: String, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        let now = asOf ?? now
        return try await read { session in
            guard
                let status = try files.status(of: code, now: now, asOf: asOf, builds, calendars, in: session)
            else { return nil }
            let earliest = status.windows.map(\.days.lowerBound).reduce(now.day.adding(days: -190), min)
            return status.adding(
                days: try files.days(of: status.facts.id, earliest...now.day, asOf: asOf, in: session))
        }
    }

    /// The same without build days: for answers that show none.
    ///
    /// Asked hundreds of times a second: one exchange with the database.
    package func statusFigures(
        of code: String, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        if asOf == nil {
            let status = try await read { session in
                try files.statusAtOnce(of: code, now: now, builds, calendars, in: session)
            }
            if let status { return status }
        }
        return try await read { session in
            try files.status(of: code, now: asOf ?? now, asOf: asOf, builds, calendars, in: session)
        }
    }

    /// The KPIs of one build in any window; `nil` when there is, or then was, no such build.
    ///
    /// - Parameter asOf: what was said at this instant; `nil`: what is said.
    package func kpis(
        of code: String, window: ClosedRange<Day>, kind: WindowKind = .month, now: Timestamp,
        asOf: Timestamp? = nil
    ) async throws -> WindowKPIs? {
        let now = asOf ?? now
        return try await read { session in
            let facts = try files.facts(
                code: code, supplier: nil, limit: 1, today: now.day, asOf: asOf, in: session)
            return try files.figures(
                facts.map { AskedWindow(facts: $0, kind: kind, days: window) }, now: now,
                shared: try files.sharedCalendar(now: now, asOf: asOf, in: session), asOf: asOf, in: session
            ).first
        }
    }

    /// What is said of every build about one window, in pages: for reports.
    ///
    /// The counts are those of the days of the window that are over.
    package func forEachPage(
        window: ClosedRange<Day>, kind: WindowKind, now: Timestamp,
        _ body: ([(facts: BuildFacts, kpis: WindowKPIs, counts: WindowCounts)]) async throws -> Void
    ) async throws {
        var last: Int64 = 0
        while true {
            let after = last
            let page = try await write { session in
                let facts = try files.facts(
                    code: nil, supplier: nil, after: after, limit: 500, today: now.day, in: session)
                let kpis = try files.figures(
                    facts.map { AskedWindow(facts: $0, kind: kind, days: window) }, now: now,
                    shared: try files.sharedCalendar(now: now, in: session), asOf: nil, in: session)
                let over = window.lowerBound...max(window.lowerBound, min(window.upperBound, now.day))
                let days = try files.usageDays(
                    facts.map { ReadRange(build: $0.id, days: over, withSlots: false) }, asOf: nil,
                    in: session)
                return zip(facts, kpis).map { facts, kpis in
                    let days = (days[facts.id]?.days ?? []).filter { $0.day < now.day }
                    return (facts: facts, kpis: kpis, counts: WindowCounts(days))
                }
            }
            guard let newLast = page.last?.facts.id else { return }
            last = newLast
            try await body(page)
        }
    }
}

extension BuildStatus {
    fileprivate func adding(days: [BuildDay]) -> BuildStatus {
        BuildStatus(
            facts: facts, phase: phase, asOf: asOf, windows: windows, days: days, calendar: calendar,
            firstUse: firstUse, lastSign: lastSign, signals: signals, peers: peers)
    }
}
