import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

private let february = day("2026-02-01")...day("2026-02-28")
/// Days of work from Monday 2 February on; the holidays of the year begin on the 16th.
private let sent = ["2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05"].map(day)
private let imported = ["2026-02-06", "2026-02-09", "2026-02-10"].map(day)

/// A file that comes after the window has closed counts in the value and in the favourable bound, and not in the bound that
/// harms where it came later than the policy says.
@Suite struct LateFileTests {
    private func rate(_ database: Database, at now: Timestamp) async throws -> [Double?] {
        let month = try await database.figures.kpis(
            of: "B-1", window: february, kind: .month, for: .unrestricted, now: now)
        let dates = try await database.figures.kpis(
            of: "B-1", window: february, kind: .range, for: .unrestricted, now: now)
        let value = try #require(month?.value(.activeDayRate))
        #expect(dates?.value(.activeDayRate) == value)
        return [value.low, value.value, value.favourable]
    }

    /// In seventeenths: so many days of work had the month.
    private func of17(_ days: Int...) -> [Double?] { days.map { Double($0) / 17 } }

    @Test(arguments: [(days: 7, low: 5), (days: 60, low: 7)])
    func itProvesLess(policy: (days: Int, low: Int)) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: instant("2026-01-05 10:00"))
            let build = try await database.sampleBuild("B-1", seed: 1, now: instant("2026-01-05 10:00"))
            try await database.receive(build.records(on: sent))
            let march = instant("2026-03-02 09:00")
            try await database.aggregateAll(now: march)
            let windows = WindowJob(database: database, codeVersion: "9.9.9")
            _ = try await windows.run(now: march)
            #expect(try await rate(database, at: march) == of17(4, 4, 4))
            // On the 31st: one day of the file was sent in time as well.
            let file = instant("2026-03-31 09:00")
            try await database.receive(
                imported.map { build.record(at: Timestamp(day: $0, hour: 10), receivedAt: file) }
                    + [build.record(at: instant("2026-02-10 11:00"), receivedAt: instant("2026-02-11 08:00"))]
            )
            try await database.aggregateAll(now: file)
            _ = try await windows.run(now: file)
            #expect(try await rate(database, at: file) == of17(7, 7, 7), "no policy says what is late")
            let yaml = try ProjectFiles.text("sql/seed/policy.yaml")
                .replacing("change_days: 30", with: "change_days: 30\nlate_days: \(policy.days)")
            try await database.activatePolicy(yaml, now: file)
            _ = try await windows.run(now: file.adding(seconds: 60))
            #expect(try await rate(database, at: file.adding(seconds: 120)) == of17(policy.low, 7, 7))
            let versions = try await database.windows.versions(of: "B-1").filter { $0.kpis.days == february }
            #expect(versions.last?.reason.hasPrefix("policy activated") == (policy.low == 5))
            #expect(try await database.buildDays.differing(february).isEmpty)
        }
    }

    @Test func whatAPolicyCallsLateIsReadAndKept() async throws {
        let yaml = try ProjectFiles.text("sql/seed/policy.yaml")
        #expect(try PolicyFile(yaml: yaml).policy.lateDays == 7)
        let problems = #expect(throws: PolicyProblems.self) {
            try PolicyFile(yaml: yaml.replacing("change_days: 30", with: "late_days: 61"))
        }
        #expect(problems?.problems == ["late_days: expected 0 to 60 days, found 61"])
    }
}
