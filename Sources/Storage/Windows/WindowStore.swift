package import Domain
import Postgres

/// A look through all builds for windows that ended.
package struct WindowSweep: Sendable, Equatable {
    /// What ended before this day was kept by an earlier one; `nil` for the first.
    package let since: Day?
    /// What changed in the definitions of KPIs since the last one.
    let redefined: String?
}

/// A closed window as it was known for a while.
package struct WindowVersion: Sendable {
    package let version: Int
    package let knownAt: Timestamp
    package let supersededAt: Timestamp?
    package let reason: String
    package let codeVersion: String
    package let kpis: WindowKPIs
}

/// Closed windows and the versions of their figures.
package struct WindowStore: Store {
    let database: Database

    /// The look through all builds that is due; `nil` where the last was made today by the same definitions.
    package func dueWindowSweep(now: Timestamp) async throws -> WindowSweep? {
        try await read { session in
            let last = try session.first(
                Query(reading: "window_sweep_last") {
                    (day: try $0.day("day"), definitions: try $0.string("definitions"))
                })
            guard let last else { return WindowSweep(since: nil, redefined: nil) }
            let redefined = definitionChanges(since: last.definitions)
            guard last.day < now.day || redefined != nil else { return nil }
            return WindowSweep(since: last.day, redefined: redefined)
        }
    }

    /// Keeps what ended of some hundred builds with greater ids than `after`.
    ///
    /// - Returns: how many windows were closed, and the greatest id looked at; `nil` behind the last build.
    package func closeWindows(
        _ sweep: WindowSweep, after: Int64, now: Timestamp, codeVersion: String
    ) async throws -> (closed: Int, last: Int64?) {
        try await runOnWindows { session in
            let facts = try database.registry.facts(
                code: nil, after: after, limit: 300, today: now.day, in: session)
            let due = try dueWindows(of: facts, since: sweep.since, now: now, in: session)
            let shared = try database.calendar.sharedCalendar(now: now, in: session)
            let computed = try database.figures.computedFigures(
                due, now: now, shared: shared, asOf: nil, in: session)
            try keep(
                zip(due, computed).map { ($0, $1, "first close") }, shared, now: now,
                codeVersion: codeVersion, in: session)
            return (due.count, facts.last?.id)
        }
    }

    /// Records that every build was looked at.
    package func finish(_ sweep: WindowSweep, now: Timestamp) async throws {
        try await write { session in
            try session.run(
                Query("window_sweep_insert"), [.day(now.day), .time(now), .text(definitions)])
            if let redefined = sweep.redefined {
                try session.run(
                    Query("window_touch_everyone"),
                    [.text("definition changed"), .text(redefined)])
            }
        }
    }

    /// Makes ready the list of what changed under closed windows.
    package func gatherWindowTouches() async throws {
        try await runOnWindows { session in
            try session.run(Query("window_touches_drop"))
            try session.run(Query("window_touches_spread"))
        }
    }

    /// Computes the closed windows of some touched builds again.
    ///
    /// - Returns: how many windows were computed, and how many of them say something else now; `nil` where nothing is
    ///   left.
    package func recomputeTouchedWindows(
        now: Timestamp, codeVersion: String
    ) async throws -> (examined: Int, changed: Int)? {
        try await runOnWindows { session in
            let first = try session.first(
                Query(reading: "window_touches_first") { try $0.optionalInt("build_id") })
            guard let first, let first else { return nil }
            let limit = 200
            let page = try database.registry.facts(
                code: nil, after: first - 1, limit: limit, today: now.day, in: session)
            let last = page.count < limit ? Int64.max : page.last?.id ?? Int64.max
            let touches = Dictionary(
                grouping: try session.rows(
                    Query(reading: "window_touches_take", WindowTouch.init),
                    [.int(first), .int(last)]), by: \.build)
            let facts = page.filter { touches[$0.id] != nil }
            let due = try dueWindows(of: facts, since: nil, now: now, in: session)
            let kept = try keptWindows(
                of: facts, endingFrom: facts.map { touches[$0.id]?.map(\.fromDay).min() ?? now.day },
                in: session)
            let shared = try database.calendar.sharedCalendar(now: now, in: session)
            let computed = try database.figures.computedFigures(
                due + kept.map(\.window), now: now, shared: shared, asOf: nil, in: session)
            var news = zip(due, computed).map { ($0, $1, "first close") }
            for (kept, kpis) in zip(kept, computed.dropFirst(due.count))
            where !kept.kpis.hasSameFigures(as: kpis) {
                let reason = (touches[kept.window.facts.id] ?? []).reason(of: kept.window.days)
                news.append((kept.window, kpis, reason))
            }
            try keep(news, shared, now: now, codeVersion: codeVersion, in: session)
            try announce(restated: news.dropFirst(due.count).map(\.0), in: session)
            return (computed.count, news.count)
        }
    }

    /// Kept windows of some hundred builds that say other than what they are made of: there must be none.
    ///
    /// Touched builds are left out: they are about to be computed again.
    /// - Parameter ending: windows whose last day lies among these days.
    package func differing(
        ending: ClosedRange<Day>, after: Int64, now: Timestamp
    ) async throws -> (
        differing: [(buildCode: String, kind: WindowKind, days: ClosedRange<Day>)], count: Int, last: Int64?
    ) {
        try await runOnWindows { session in
            let facts = try database.registry.facts(
                code: nil, after: after, limit: 300, today: now.day, in: session)
            let kept = try keptWindows(
                of: facts, endingFrom: facts.map { _ in ending.lowerBound }, in: session
            ).filter { $0.window.days.upperBound <= ending.upperBound }
            let computed = try database.figures.computedFigures(
                kept.map(\.window), now: now,
                shared: try database.calendar.sharedCalendar(now: now, in: session),
                asOf: nil, in: session)
            let differing = zip(kept, computed).filter { !$0.kpis.hasSameFigures(as: $1) }.map(\.0.window)
            // Asked last: whatever was read above and has changed since is then on the list.
            let touched = try session.rows(
                Query(reading: "window_touched_builds") { try $0.optionalInt("build_id") },
                [.intArray(differing.map(\.facts.id))])
            let found = differing.filter { !touched.contains($0.facts.id) && !touched.contains(nil) }
                .map { (buildCode: $0.facts.code, kind: $0.kind, days: $0.days) }
            return (found, kept.count, facts.last?.id)
        }
    }

    /// What was known of the closed windows of a build, and when: by window, oldest first.
    package func versions(of code: String) async throws -> [WindowVersion] {
        try await read { session in
            try session.rows(
                Query(reading: "window_versions_list") { row in
                    WindowVersion(
                        version: try row.int("version"), knownAt: try row.timestamp("known_at"),
                        supersededAt: try row.optionalTimestamp("superseded_at"),
                        reason: try row.string("reason"),
                        codeVersion: try row.string("code_version"),
                        kpis: try WindowKPIs(
                            try row.value("kind"), try row.day("window_from")...(try row.day("window_to")),
                            excluded: try row.string("excluded"), figures: try row.string("figures")))
                }, [.text(code)])
        }
    }

    /// Versions have one writer at a time.
    private func runOnWindows<Value: Sendable>(
        _ body: @Sendable @escaping (borrowing Session) throws -> Value
    ) async throws -> Value {
        try await write { session in
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.windows'))", as: "windows_lock")
            return try body(session)
        }
    }
}

extension WindowStore {
    /// Windows that are over and have no version.
    fileprivate func dueWindows(
        of facts: [BuildFacts], since: Day?, now: Timestamp, in session: borrowing Session
    ) throws -> [AskedWindow] {
        let known = Dictionary(
            uniqueKeysWithValues: try session.rows(
                Query(reading: "window_builds_known") { (try $0.int64("build_id"), try $0.day("known_on")) },
                [.intArray(facts.map(\.id))]))
        let over = facts.flatMap { facts in
            known[facts.id].map { facts.closedWindows(knownOn: $0, since: since, today: now.day) } ?? []
        }
        guard !over.isEmpty else { return [] }
        return try session.rows(Query(reading: "window_missing") { try $0.int("ordinal") - 1 }, over.keys)
            .map { over[$0] }
    }

    /// The windows of builds as they are known, of each those that end on a day of its own or later.
    fileprivate func keptWindows(
        of facts: [BuildFacts], endingFrom: [Day], in session: borrowing Session
    ) throws -> [(window: AskedWindow, kpis: WindowKPIs)] {
        let byID = Dictionary(uniqueKeysWithValues: facts.map { ($0.id, $0) })
        return try session.rows(
            Query(reading: "window_versions_ending") { row in
                (
                    build: try row.int64("build_id"),
                    kpis: try WindowKPIs(
                        try row.value("kind"), try row.day("window_from")...(try row.day("window_to")),
                        excluded: try row.string("excluded"), figures: try row.string("figures"))
                )
            }, [.intArray(facts.map(\.id)), .days(endingFrom)]
        ).compactMap { row in
            byID[row.build].map {
                (AskedWindow(facts: $0, kind: row.kpis.kind, days: row.kpis.days), row.kpis)
            }
        }
    }

    fileprivate func keep(
        _ windows: [(window: AskedWindow, kpis: WindowKPIs, reason: String)], _ shared: SharedCalendar,
        now: Timestamp, codeVersion: String, in session: borrowing Session
    ) throws {
        guard !windows.isEmpty else { return }
        try session.run(
            Query("window_versions_insert"),
            windows.map(\.window).keys + [
                .textArray(windows.map(\.reason)),
                .intArray(windows.map { Int64($0.kpis.expectation.expected.count) }),
                .textArray(
                    windows.map { "\($0.kpis.expectation.coverage(shared))" }),
                .textArray(try windows.map { try $0.kpis.excludedJSON }),
                .textArray(try windows.map { try $0.kpis.figuresJSON }),
                .time(now), .text(codeVersion),
            ])
    }
}

extension WindowStore {
    fileprivate func announce(restated windows: [AskedWindow], in session: borrowing Session) throws {
        guard !windows.isEmpty else { return }
        try session.run(Query("feed_windows_restated"), windows.keys)
    }
}

/// The versions of the definitions of all KPIs.
private var definitions: String {
    KPI.allCases.map { "\($0.rawValue) \($0.definition.version)" }.joined(separator: ", ")
}

/// The definitions that are not as they were; `nil` where all are.
private func definitionChanges(since earlier: String) -> String? {
    let known = Set(earlier.split(separator: ", ").map(String.init))
    let changed = definitions.split(separator: ", ").map(String.init).filter { !known.contains($0) }
    return changed.isEmpty ? nil : changed.joined(separator: ", ")
}
