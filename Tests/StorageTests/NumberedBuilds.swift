import Domain
import Storage
import TestSupport

extension Database {
    /// Imports builds `B-0`, `B-1`, …, each with a project and a site of its own.
    ///
    /// - Parameter lines: what differs from the sample line, by column.
    func importNumbered(_ lines: [[String: String]], now: Timestamp) async throws {
        try await importSample(
            lines.enumerated().map { place, changes in
                SampleLine(
                    changes.merging([
                        "build_code": "B-\(place)", "project_code": "2025-S22-001-0000\(10 + place)",
                        "site_serial": "\(place + 1)",
                    ]) { first, _ in first })
            }, now: now)
    }

    /// The builds of `importNumbered` with a key each.
    ///
    /// - Parameter since: the first day of the keys of some, by their places.
    func keys(
        ofNumbered lines: [[String: String]], since: [Int: Day], now: Timestamp
    ) async throws -> [SampleBuild] {
        var builds: [SampleBuild] = []
        for place in lines.indices {
            builds.append(
                try await sampleBuild("B-\(place)", seed: UInt8(place + 1), since: since[place], now: now))
        }
        return builds
    }
}

/// Runs `body` on a database with numbered builds, the second of which has its key since 11 March 2026.
func withNumbered(
    _ lines: [[String: String]], importedAt: Timestamp,
    _ body: @Sendable (_ database: Database, _ builds: [SampleBuild], _ conninfo: String) async throws -> Void
) async throws {
    try await MigratedDatabase.with { database, conninfo in
        try await database.importNumbered(lines, now: importedAt)
        let builds = try await database.keys(
            ofNumbered: lines, since: [1: day("2026-03-11")], now: importedAt)
        try await body(database, builds, conninfo)
    }
}

extension SampleBuild {
    /// Random records of some days: plausible and not, in time, late and refused; none is received after `end`.
    func randomArrivals(
        on days: ClosedRange<Day>, before end: Timestamp, _ random: inout SeededGenerator
    ) -> [Arrival] {
        var arrivals: [Arrival] = []
        for day in days where random.below(10) < 6 {
            for _ in 0...random.below(5) {
                let at = Timestamp(day: day, hour: random.below(24)).adding(
                    seconds: Int64(random.below(3_600)))
                let late = random.below(6) == 0 ? Int64(86_400 * (1 + random.below(2))) : 0
                let receivedAt = min(at.adding(seconds: late), end)
                arrivals.append(
                    random.below(9) == 0
                        ? rejected(at: at, receivedAt: receivedAt, lane: .malformed)
                        : record(
                            at: at, receivedAt: receivedAt,
                            action: [.logIn, .logOut, .read, .create, nil][random.below(5)],
                            user: UInt8(1 + random.below(6)), epoch: Int16(2025 + random.below(2)),
                            implausible: random.below(12) == 0))
            }
        }
        return arrivals
    }
}

extension SeededGenerator {
    /// From 0 up to and without `count`; 0 where that is 0.
    mutating func below(_ count: Int) -> Int { count > 0 ? Int.random(in: 0..<count, using: &self) : 0 }
}
