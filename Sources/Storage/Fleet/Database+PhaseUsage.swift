package import Domain
import Postgres

/// What the figures of a running phase are made of.
struct PhaseUsage: Sendable {
    /// Days that are packed yet: unpacking those of thousands of builds is for all cores.
    fileprivate let packed: PackedRow?
    fileprivate let entries: [PhaseUsageCoding.Entry]
    fileprivate let signs: BuildSigns?
    let users: DistinctUsers

    /// - Parameter days: the phase.
    func usage(in days: ClosedRange<Day>) throws -> BuildUsage {
        guard let packed else { return BuildUsage(entries, signs) }
        let earlier = PhaseUsageCoding.decode(
            packed.days, from: days.lowerBound, withSlots: packed.withSlots)
        guard let earlier else { throw UnexpectedRow(query: "phase_usage_of", column: 7) }
        return BuildUsage(earlier + entries.filter { $0.usage.day <= days.upperBound }, signs)
    }
}

/// A build with the phase that it is in.
struct RunningBuild: Sendable {
    let facts: BuildFacts
    let running: RunningPhase
}

extension Database {
    /// Packs the build days of running phases whose packed days are missing, stale or old.
    ///
    /// Nothing depends on it but speed: what is not packed is read day by day.
    /// - Returns: how many builds were packed, and the greatest id looked at; `nil` behind the last one.
    package func packPhaseDays(after: Int64, now: Timestamp) async throws -> (packed: Int, last: Int64?) {
        try await run { session in
            // Nobody changes build days while they are packed: a change would mark packed days that are not there yet.
            _ = try session.run(
                "select pg_advisory_xact_lock(hashtext('afterbuild.aggregate'))", as: "aggregate_lock")
            let ids = try files.rows(
                Query(reading: "phase_usage_due") { try $0.int64(0) }, in: session,
                [.day(now.day), .int(after), .int(300)])
            let builds = try files.facts(of: ids, today: now.day, in: session).compactMap { facts in
                RunningPhase(facts.phases, today: now.day).map { RunningBuild(facts: facts, running: $0) }
            }
            try files.packDays(of: builds, today: now.day, in: session)
            return (builds.count, ids.last)
        }
    }
}

extension SQLFiles {
    /// Says, in the transaction that changed build days, which packed ones are no longer to be read.
    func stalePhaseUsage(_ changed: [(build: Int64, day: Day)], in session: borrowing Session) throws {
        guard !changed.isEmpty else { return }
        try run(
            Query("phase_usage_stale"), in: session,
            [.intArray(changed.map(\.build)), .days(changed.map(\.day))])
    }

    fileprivate func packDays(
        of builds: [RunningBuild], today: Day, in session: borrowing Session
    ) throws {
        guard !builds.isEmpty else { return }
        // What is sent after midnight belongs to yesterday: packed, it would be stale every morning.
        let through = builds.map { max($0.running.days.lowerBound, today.adding(days: -1)) }
        let withSlots = Set(builds.filter(\.hasShifts).map(\.facts.id))
        let days = try usage(
            in: Dictionary(
                uniqueKeysWithValues: zip(builds, through).map { build, through in
                    let first = build.running.days.lowerBound
                    return (build.facts.id, first...max(first, through.adding(days: -1)))
                }), withSlots: withSlots, asOf: nil, in: session)
        let packed = zip(builds, through).map { build, through in
            let entries = (days[build.facts.id] ?? []).filter { $0.usage.day < through }
                .map { PhaseUsageCoding.Entry(usage: $0.usage, slots: $0.slots) }
            return hexText(PhaseUsageCoding.encode(entries, from: build.running.days.lowerBound))
        }
        try run(
            Query("phase_usage_put"), in: session,
            [
                .intArray(builds.map(\.facts.id)), .days(builds.map(\.running.days.lowerBound)),
                .days(through), .textArray(packed),
                .textArray(builds.map { withSlots.contains($0.facts.id) ? "t" : "f" }),
            ])
    }

    /// What the figures of running phases are made of, packed days where they are good and build days where not.
    ///
    /// - Parameter asOf: what was known at this instant; then nothing packed is read.
    func phaseUsage(
        of builds: [RunningBuild], today: Day, asOf: Timestamp?, in session: borrowing Session
    ) throws -> [Int64: PhaseUsage] {
        var found = asOf == nil ? try packedUsage(of: builds, today: today, in: session) : [:]
        let missing = builds.filter { found[$0.facts.id] == nil }
        guard !missing.isEmpty else { return found }
        let days = try usage(
            in: Dictionary(uniqueKeysWithValues: missing.map { ($0.facts.id, $0.running.days) }),
            withSlots: Set(missing.filter(\.hasShifts).map(\.facts.id)), asOf: asOf, in: session)
        let signs = try signs(of: missing.map(\.facts.id), asOf: asOf, in: session)
        let users = try users(
            in: missing.map { (build: $0.facts.id, days: $0.running.days) }, today: today, asOf: asOf,
            in: session)
        for (build, users) in zip(missing, users) {
            let entries = (days[build.facts.id] ?? []).map {
                PhaseUsageCoding.Entry(usage: $0.usage, slots: $0.slots)
            }
            found[build.facts.id] = PhaseUsage(
                packed: nil, entries: entries, signs: signs[build.facts.id], users: users)
        }
        return found
    }

    private func packedUsage(
        of builds: [RunningBuild], today: Day, in session: borrowing Session
    ) throws -> [Int64: PhaseUsage] {
        let packed = try rows(
            Query("phase_usage_of", row: readPacked), in: session,
            [
                .intArray(builds.map(\.facts.id)), .days(builds.map(\.running.days.lowerBound)),
                .textArray(builds.map { $0.hasShifts ? "t" : "f" }), .day(today),
            ])
        // Those that came since, of today too: they say when there was life.
        let later = try usage(
            in: Dictionary(
                uniqueKeysWithValues: packed.map { ($0.build, $0.through...$0.through.adding(days: 3_660)) }),
            withSlots: Set(builds.filter(\.hasShifts).map(\.facts.id)), asOf: nil, in: session)
        var found: [Int64: PhaseUsage] = [:]
        for row in packed {
            let later = (later[row.build] ?? []).map {
                PhaseUsageCoding.Entry(usage: $0.usage, slots: $0.slots)
            }
            found[row.build] = PhaseUsage(
                packed: row, entries: later, signs: BuildSigns(row.signs, later.map(\.usage)),
                users: DistinctUsers(byEpoch: row.users))
        }
        return found
    }
}

extension RunningBuild {
    /// Whether figures need the slots of each day.
    fileprivate var hasShifts: Bool { facts.calendar(.none).hasShifts }
}

extension SharedCalendar {
    fileprivate static let none = SharedCalendar(holidays: HolidayTable([]))
}

extension BuildUsage {
    fileprivate init(_ entries: [PhaseUsageCoding.Entry], _ signs: BuildSigns?) {
        self.init(
            days: entries.map(\.usage), firstUse: signs?.firstUse, lastSign: signs?.last,
            firstSign: signs?.first,
            slots: Dictionary(
                entries.compactMap { entry in entry.slots.map { (entry.usage.day, $0) } }
            ) { first, _ in first })
    }
}

extension BuildSigns {
    /// Those of packed days and of the days after them.
    fileprivate init(_ packed: BuildSigns, _ later: [UsageDay]) {
        let signs = later.filter(\.isSign).map(\.day)
        firstUse = packed.firstUse ?? later.filter(\.isActive).map(\.day).min()
        last = signs.max() ?? packed.last
        first = packed.first ?? signs.min()
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

/// Megabytes of bytes: they are read as they came.
private func readPacked(_ result: borrowing ResultSet, _ row: Int) throws -> PackedRow {
    func optionalDay(_ column: Int) -> Day? { result.text(row, column).flatMap { Day(parsing: $0) } }
    guard let build = result.int(row, 0), let through = optionalDay(1),
        let withSlots = result.bool(row, 2), let users = result.integers(row, 6),
        let days = result.bytes(row, 7)
    else { throw UnexpectedRow(query: "phase_usage_of", column: 0) }
    return PackedRow(
        build: build, through: through, withSlots: withSlots,
        signs: BuildSigns(firstUse: optionalDay(3), last: optionalDay(4), first: optionalDay(5)),
        users: users, days: days)
}
