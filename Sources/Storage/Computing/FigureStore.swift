package import Domain
import Postgres

/// KPIs of builds: status, windows, usage.
package struct FigureStore: Store {
    let database: Database

    /// The status of one build at `now`, with its build days of about half a year, as far as the caller may
    /// know it; `nil` when there is no such build, or not for the caller.
    ///
    /// - Parameter asOf: figures as they were answered at this instant; `nil`: as they are now.
    package func status(
        of code: String, for visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        try await read { session in
            guard
                let (status, visible) = try status(
                    of: code, visibility, now: now, asOf: asOf, in: session)
            else { return nil }
            let today = status.asOf.day
            let earliest = status.windows.map(\.days.lowerBound).reduce(today.adding(days: -190), min)
            return status.adding(
                days: try database.buildDays.days(
                    of: status.facts.id, earliest...today, asOf: asOf, in: session)
            ).showing(visible, visibility)
        }
    }

    /// The same without build days: for answers that show none.
    ///
    /// Asked hundreds of times a second: one exchange with the database.
    package func statusFigures(
        of code: String, for visibility: Visibility, now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> BuildStatus? {
        if asOf == nil, visibility.scope != nil {
            let status = try await read { session in
                try statusAtOnce(
                    of: code, for: visibility, now: now, in: session)
            }
            if let status { return visibility.includes(status.facts) ? status : nil }
        }
        return try await read { session in
            try status(of: code, visibility, now: now, asOf: asOf, in: session)
                .map { status, visible in status.showing(visible, visibility) }
        }
    }

    /// The whole status, and the days that the caller may know of it.
    private func status(
        of code: String, _ visibility: Visibility, now: Timestamp, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> (BuildStatus, VisibleDays)? {
        if asOf != nil {
            guard
                try database.builds.visibleBuild(code, for: visibility, now: now, asOf: asOf, in: session)
                    != nil
            else { return nil }
        }
        guard visibility.scope != nil,
            let status = try status(
                of: code, now: asOf ?? now, asOf: asOf, in: session),
            asOf != nil || visibility.includes(status.facts)
        else { return nil }
        let id = status.facts.id
        return (status, try database.builds.visibleDays(of: [id], for: visibility, in: session)[id])
    }

    /// The KPIs of one build in any window, as far as the caller may know them; `nil` when there is, or then was, no
    /// such
    /// build, or not for the caller.
    ///
    /// - Parameter asOf: figures as they were answered at this instant; `nil`: as they are now.
    /// - Throws: `DaysNotVisible` where a day of the window is not for the caller.
    package func kpis(
        of code: String, window: ClosedRange<Day>, kind: WindowKind = .month, for visibility: Visibility,
        now: Timestamp, asOf: Timestamp? = nil
    ) async throws -> WindowKPIs? {
        try await read { session in
            let build = try database.builds.visibleBuild(
                code, for: visibility, now: now, asOf: asOf, in: session)
            guard let build else { return nil }
            guard build.days.contains(window) else { throw DaysNotVisible(visible: build.days) }
            let now = asOf ?? now
            let shared = try database.calendar.sharedCalendar(now: now, asOf: asOf, in: session)
            return try figures(
                [AskedWindow(facts: build.facts, kind: kind, days: window)], now: now, shared: shared,
                asOf: asOf, in: session
            ).first?.showing(build.days, build.facts.calendar(shared), today: now.day)
        }
    }

    /// The figures of every build in one window, in pages: for reports.
    ///
    /// Counts are of those days of the window that are over.
    package func forEachPage(
        window: ClosedRange<Day>, kind: WindowKind, now: Timestamp,
        _ body: ([(facts: BuildFacts, kpis: WindowKPIs, counts: WindowCounts)]) async throws -> Void
    ) async throws {
        var last: Int64 = 0
        while true {
            let after = last
            let page = try await read { session in
                let facts = try database.registry.facts(
                    code: nil, after: after, limit: 500, today: now.day, in: session)
                let kpis = try figures(
                    facts.map { AskedWindow(facts: $0, kind: kind, days: window) }, now: now,
                    shared: try database.calendar.sharedCalendar(now: now, in: session), asOf: nil,
                    in: session)
                let over = window.lowerBound...max(window.lowerBound, min(window.upperBound, now.day))
                let days = try usageDays(
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
