package import Domain
import Postgres

/// What the figures of a running phase are made of.
struct PhaseUsage: Sendable {
    private let source: Source
    let users: DistinctUsers

    private enum Source: Sendable {
        case read(BuildUsage)
        /// Days that are packed yet, with those after them: unpacking those of thousands of builds is for all cores.
        case packed(PackedRow, later: ReadDays)
    }

    fileprivate init(_ usage: BuildUsage, users: DistinctUsers) {
        source = .read(usage)
        self.users = users
    }

    fileprivate init(_ packed: PackedRow, later: ReadDays) {
        source = .packed(packed, later: later)
        users = DistinctUsers(byEpoch: packed.users)
    }

    /// - Parameter first: of the phase.
    func usage(from first: Day) throws -> BuildUsage {
        switch source {
        case .read(let usage): return usage
        case .packed(let row, let later):
            let entries = PhaseUsageCoding.decode(row.days, from: first, withSlots: row.withSlots)
            guard let entries else { throw UnexpectedRow(query: "phase_usage_of", column: "days") }
            var days = ReadDays()
            for entry in entries + later.entries { days.append(entry.usage, entry.slots) }
            return days.usage(row.signs.or(later.days))
        }
    }
}

extension ReadDays {
    fileprivate var entries: [PhaseUsageCoding.Entry] {
        days.map { PhaseUsageCoding.Entry(usage: $0, slots: slots[$0.day]) }
    }
}

/// A build with the phase that it is in.
struct RunningBuild: Sendable {
    let facts: BuildFacts
    let running: RunningPhase

    fileprivate var window: AskedWindow {
        AskedWindow(facts: facts, kind: running.kind, days: running.days)
    }
}

extension PhaseStore {
    /// Packs the build days of running phases whose packed days are missing, stale or old.
    ///
    /// Nothing depends on it but speed: what is not packed is read day by day.
    /// - Returns: how many builds were packed, and the greatest id looked at; `nil` behind the last one.
    package func packDays(after: Int64, now: Timestamp) async throws -> (packed: Int, last: Int64?) {
        try await write { session in
            // Aggregation waits meanwhile: it would mark packed days as stale that are not stored yet.
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.aggregate'))", as: "aggregate_lock")
            let ids = try session.rows(
                Query(reading: "phase_usage_due") { try $0.int64("build_id") },
                [.day(now.day), .int(after), .int(300)])
            let builds = try database.registry.facts(of: ids, today: now.day, in: session).compactMap {
                facts in
                RunningPhase(facts.phases, today: now.day).map { RunningBuild(facts: facts, running: $0) }
            }
            try packDays(of: builds, today: now.day, in: session)
            return (builds.count, ids.last)
        }
    }
}

extension PhaseStore {
    /// Marks packed days as stale, in the transaction that changed the build days.
    func stalePhaseUsage(_ changed: [(build: Int64, day: Day)], in session: borrowing Session) throws {
        guard !changed.isEmpty else { return }
        try session.run(
            Query("phase_usage_stale"),
            [.intArray(changed.map(\.build)), .days(changed.map(\.day))])
    }

    fileprivate func packDays(
        of builds: [RunningBuild], today: Day, in session: borrowing Session
    ) throws {
        guard !builds.isEmpty else { return }
        // What is sent after midnight belongs to yesterday: packed, it would be stale every morning.
        let through = builds.map { max($0.running.days.lowerBound, today.adding(days: -1)) }
        let days = try database.figures.usageDays(
            zip(builds, through).map { build, through in
                let first = build.running.days.lowerBound
                return ReadRange(
                    build: build.facts.id, days: first...max(first, through.adding(days: -1)),
                    withSlots: build.hasShifts)
            }, asOf: nil, in: session)
        let packed = zip(builds, through).map { build, through in
            let entries = (days[build.facts.id] ?? ReadDays()).entries.filter { $0.usage.day < through }
            return byteaText(PhaseUsageCoding.encode(entries, from: build.running.days.lowerBound))
        }
        try session.run(
            Query("phase_usage_put"),
            [
                .intArray(builds.map(\.facts.id)), .days(builds.map(\.running.days.lowerBound)),
                .days(through), .textArray(packed),
                .textArray(builds.map { $0.hasShifts ? "t" : "f" }),
            ])
    }

    /// What the figures of running phases are made of, packed days where they are good and build days where not.
    ///
    /// - Parameter asOf: what was known at this instant; then nothing packed is read.
    func usage(
        of builds: [RunningBuild], today: Day, shared: SharedCalendar, asOf: Timestamp?,
        in session: borrowing Session
    ) throws -> [Int64: PhaseUsage] {
        var found = asOf == nil ? try packedUsage(of: builds, today: today, in: session) : [:]
        let missing = builds.filter { found[$0.facts.id] == nil }.map(\.window)
        guard !missing.isEmpty else { return found }
        let usage = try database.figures.usage(of: missing, shared: shared, asOf: asOf, in: session)
        let users = try database.figures.users(of: missing, today: today, asOf: asOf, in: session)
        for (window, users) in zip(missing, users) {
            found[window.facts.id] = usage[window.facts.id].map { PhaseUsage($0, users: users) }
        }
        return found
    }

    private func packedUsage(
        of builds: [RunningBuild], today: Day, in session: borrowing Session
    ) throws -> [Int64: PhaseUsage] {
        let packed = try session.rows(
            Query(reading: "phase_usage_of", readPacked),
            [
                .intArray(builds.map(\.facts.id)), .days(builds.map(\.running.days.lowerBound)),
                .textArray(builds.map { $0.hasShifts ? "t" : "f" }), .day(today),
            ])
        // Those that came since, of today too: they say when there was life.
        let later = try database.figures.usageDays(
            packed.map { row in
                ReadRange(
                    build: row.build, days: row.through...row.through.adding(days: 3_660),
                    withSlots: row.withSlots)
            }, asOf: nil, in: session)
        return packed.reduce(into: [:]) { found, row in
            found[row.build] = PhaseUsage(row, later: later[row.build] ?? ReadDays())
        }
    }
}

extension RunningBuild {
    /// Whether figures need the slots of each day.
    fileprivate var hasShifts: Bool { facts.calendar(.none).hasShifts }
}

extension SharedCalendar {
    fileprivate static let none = SharedCalendar(holidays: HolidayTable([]))
}

extension BuildSigns {
    /// The signs of packed days; where they have no first ones, those of the days after them.
    fileprivate func or(_ later: [UsageDay]) -> BuildSigns {
        BuildSigns(
            firstUse: firstUse ?? later.filter(\.isActive).map(\.day).min(),
            first: first ?? later.filter(\.isSign).map(\.day).min(), earlier: earlier)
    }
}

private struct PackedRow: Sendable {
    let build: Int64
    /// The days before it are in.
    let through: Day
    let withSlots: Bool
    let signs: BuildSigns
    let users: [Int]
    let days: [UInt8]
}

private func readPacked(_ row: borrowing RowReader) throws -> PackedRow {
    PackedRow(
        build: try row.int64("build_id"), through: try row.day("through"),
        withSlots: try row.bool("with_slots"),
        signs: BuildSigns(
            firstUse: try row.optionalDay("first_use"), first: try row.optionalDay("first_sign"),
            earlier: try row.optionalDay("last_sign")),
        users: try row.integers("counts"), days: try row.optionalBytes("days") ?? [])
}
