import Domain
import Foundation
import Simulator
import Storage
import TestSupport
import Testing

@testable import App

/// A fleet through the real collector: every stored figure must equal what the simulator knows it sent.
///
/// 50 builds for two months; in a full run 1,000 builds for 90 days, which takes a quarter of an hour.
@Suite struct SimulationTests {
    private static let isFull = ProcessInfo.processInfo.environment["AFTERBUILD_TEST_FULL"] == "yes"
    /// 2026-04-16: holidays and the end of a quarter are inside.
    private static let first = Day(number: 20_559)
    private static let days = isFull ? 90 : 60
    private static let builds = isFull ? 1_000 : 50

    @Test func everyKPIEqualsTheTruth() async throws {
        let holidays = try HolidayTable(
            csv: String(
                contentsOf: TestDatabase.root.appending(path: "sql/seed/holidays.csv"), encoding: .utf8))
        let fleet = Fleet.make(
            seed: 20_260_416, builds: Self.builds, firstDay: Self.first, days: Self.days,
            holidays: Set(holidays.all.map(\.day)))
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            let registry = try Place.file("fleet.csv", fleet.registryCSV, environment)
            try await AfterbuildProcess.succeed(["registry", "import", registry], environment)
            let keys = try Place.file("keys.csv", fleet.keysCSV, environment)
            try await AfterbuildProcess.succeed(["key", "import", keys], environment)
            let truth = try await Server.with(environment, arguments: ["--test-clock"]) { server in
                let target = try #require(SimulationTarget(parsing: "http://127.0.0.1:\(server.port)"))
                let (summary, truth) = try await Simulation(fleet: fleet, options: .init(target: target))
                    .run()
                #expect(summary.failures.isEmpty, "\(server.log)")
                #expect(summary.answers["AP1010"] == nil)
                return truth
            }
            try await AfterbuildProcess.succeed(
                ["job", "run", "aggregate", "--now", fleet.end.start.iso8601], environment)
            let database = Database(
                files: try MigratedDatabase.files(), conninfo: conninfo, role: .app, connections: 2,
                onNotice: { _ in })
            try await compareLanes(truth, database)
            for build in fleet.builds.indices { try await compare(build, truth, database) }
            let differing = try await database.buildDays.differing(Self.first...fleet.end)
            #expect(differing.isEmpty)
            await database.close()
        }
    }

    private func compareLanes(_ truth: ReferenceModel, _ database: Database) async throws {
        let stored = Dictionary(
            uniqueKeysWithValues: try await database.receipts.laneCounts().map { ($0.lane, $0.records) })
        for (lane, records) in truth.lanes {
            #expect(stored[lane.rawValue, default: 0] == records, "lane \(lane)")
        }
        #expect(stored.values.reduce(0, +) == truth.lanes.values.reduce(0, +))
    }

    private func compare(_ build: Int, _ truth: ReferenceModel, _ database: Database) async throws {
        let code = truth.fleet.builds[build].code
        let now = truth.fleet.end.start
        let status = try #require(try await database.figures.status(of: code, for: .unrestricted, now: now))
        let stored = Dictionary(uniqueKeysWithValues: status.days.map { ($0.day, $0) })
        for (day, expected) in truth.days[build] where stored[day] != nil || expected.receipts > 0 {
            let found = try #require(stored[day], "\(code) \(day)")
            #expect(found.receipts == expected.receipts, "\(code) \(day)")
            #expect(found.distinctTuples == expected.distinctTuples, "\(code) \(day)")
            #expect(found.activeSlots == expected.slots.count, "\(code) \(day)")
            #expect(found.users == expected.people.count, "\(code) \(day)")
            #expect(found.actions == expected.actions, "\(code) \(day)")
            #expect(found.first == expected.first, "\(code) \(day)")
            #expect(found.last == expected.last, "\(code) \(day)")
            #expect(found.hours == expected.hours, "\(code) \(day)")
            #expect(found.late == expected.late, "\(code) \(day)")
            #expect(found.arrived == expected.arrived, "\(code) \(day)")
            #expect(found.rejected == expected.rejected, "\(code) \(day)")
            #expect(found.logInUsers == expected.logInUsers, "\(code) \(day)")
            #expect(found.logInPairs == expected.logInPairs, "\(code) \(day)")
        }
        #expect(
            status.days.reduce(0) { $0 + $1.receipts }
                == truth.days[build].values.reduce(0) { $0 + $1.receipts })
        for window in truth.windows(of: build, asOf: truth.fleet.end) {
            try await compare(window, build, truth, database, now: now)
        }
        let month = try #require(status.window(.month))
        #expect(
            month.value(.silence)?.numerator == truth.silence(of: build, asOf: truth.fleet.end), "\(code)")
        #expect(month.value(.timeToFirstUse)?.numerator == truth.daysToFirstUse(of: build), "\(code)")
    }

    private func compare(
        _ expected: TruthWindow, _ build: Int, _ truth: ReferenceModel, _ database: Database, now: Timestamp
    ) async throws {
        let code = truth.fleet.builds[build].code
        let found = try #require(
            try await database.figures.kpis(of: code, window: expected.days, for: .unrestricted, now: now))
        let place: Comment = "\(code) \(expected.kind) \(expected.days)"
        #expect(found.expectation.expected.count == expected.expectedDays, place)
        let reasons = found.expectation.excluded.map { "\($0.day) \($0.reason.rawValue)" }
        #expect(reasons == expected.excluded.map { "\($0.day) \($0.reason.rawValue)" }, place)
        let rate = try #require(found.value(.activeDayRate))
        #expect(rate.numerator == expected.activeExpectedDays, place)
        #expect(rate.denominator == expected.expectedDays, place)
        if expected.expectedDays > 0 {
            let best = Double(max(expected.activeDays, expected.arrivalDays)) / Double(expected.expectedDays)
            #expect(rate.favourable == min(1, best), place)
        } else {
            #expect(rate.value == nil, place)
        }
        let slots = try #require(found.value(.slotsPerActiveDay))
        #expect(slots.numerator == expected.slots, place)
        #expect(slots.denominator == expected.activeDays, place)
        #expect(found.value(.distinctUsers)?.numerator == expected.people, place)
        let late = try #require(found.value(.lateShare))
        #expect(late.numerator == expected.late, place)
        #expect(late.denominator == expected.receipts, place)
        let pairs = try #require(found.value(.logInPairs))
        #expect(pairs.numerator == expected.logInPairs, place)
        #expect(pairs.denominator == expected.logInUsers, place)
        #expect(found.value(.breadth)?.numerator == expected.kinds.count, place)
    }
}
