import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

private let start = instant("2026-03-17 06:10:30")

@Suite struct JobRunnerTests {
    struct Edge: Sendable, CustomTestStringConvertible {
        let period: JobPeriod
        let now: String
        let begins: String
        var testDescription: String { "\(period) at \(now)" }
    }

    @Test(
        "a period begins at its edge",
        arguments: [
            Edge(period: .everySeconds(15), now: "2026-03-17 06:10:29.999999", begins: "2026-03-17 06:10:15"),
            Edge(period: .everySeconds(15), now: "2026-03-17 06:10:30", begins: "2026-03-17 06:10:30"),
            Edge(period: .everySeconds(3_600), now: "2026-01-01 00:00:00", begins: "2026-01-01 00:00"),
            Edge(period: .everySeconds(3_600), now: "2025-12-31 23:59:59", begins: "2025-12-31 23:00"),
            Edge(period: .everySeconds(15), now: "1969-12-31 12:00:01", begins: "1969-12-31 12:00:00"),
            Edge(
                period: .daily(hour: 6, minute: 10), now: "2026-03-17 06:09:59.999999",
                begins: "2026-03-16 06:10"),
            Edge(period: .daily(hour: 6, minute: 10), now: "2026-03-17 06:10", begins: "2026-03-17 06:10"),
            Edge(period: .daily(hour: 6, minute: 10), now: "2026-01-01 00:00", begins: "2025-12-31 06:10"),
            Edge(period: .daily(hour: 0, minute: 0), now: "2026-03-17 00:00", begins: "2026-03-17 00:00"),
        ])
    func edges(_ edge: Edge) {
        #expect(edge.period.start(at: instant(edge.now)) == instant(edge.begins))
    }

    @Test func twoRunnersRunAPeriodOnce() async throws {
        try await MigratedDatabase.with(connections: 6) { database, _ in
            let runs = Runs()
            let clock = ManualClock(start)
            let job = Job("once", .daily(hour: 6, minute: 10), leaseSeconds: 600, "") { _ in runs.add("ran") }
            let runners = [0, 1].map { _ in runner([job], database, clock) }
            try await serve(runners) {
                try await runs.wait(until: { clock.now() >= start.adding(seconds: 40) })
            }
            #expect(runs.all == ["ran"])
        }
    }

    @Test func aFailedRunIsRecordedAndTriedAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let runs = Runs()
            let clock = ManualClock(start)
            let observations = Observations()
            let job = Job("shaky", .daily(hour: 6, minute: 10), leaseSeconds: 600, "") { now in
                if runs.all.isEmpty {
                    _ = runs.add("\(now)")
                    throw SampleProblem(text: "no disk")
                }
                return runs.add("\(now)")
            }
            try await serve([runner([job], database, clock, observations)]) {
                try await runs.wait(until: { clock.now() >= start.adding(seconds: 300) })
            }
            #expect(runs.all.count == 2)
            let second = try #require(runs.all.last.flatMap(Timestamp.init(parsing:)))
            #expect(second > start.adding(seconds: 60))
            #expect(second <= start.adding(seconds: 63))
            let period = instant("2026-03-17 06:10")
            guard case .jobFailed("shaky", period, let reason) = observations.all.first else {
                Issue.record("the failure was not observed: \(observations.all)")
                return
            }
            #expect(reason.contains("no disk"))
            let recorded = try await MigratedDatabase.rows("select job, outcome from job_run", in: conninfo)
            #expect(recorded == [["shaky", "done"]])
        }
    }

    @Test func aFailingJobDoesNotHoldUpTheOthers() async throws {
        try await MigratedDatabase.with { database, _ in
            let runs = Runs()
            let clock = ManualClock(start)
            let broken = Job("broken", .everySeconds(10), leaseSeconds: 60, "") { _ in
                throw SampleProblem(text: "always")
            }
            let fine = Job("fine", .everySeconds(10), leaseSeconds: 60, "") { runs.add("\($0)") }
            try await serve([runner([broken, fine], database, clock)]) {
                try await runs.wait(until: { runs.all.count >= 4 })
            }
            let times = runs.all.prefix(4).compactMap(Timestamp.init(parsing:))
            #expect(times == (0..<4).map { start.adding(seconds: $0 * 10) })
        }
    }

    @Test func byHandTwiceAtOneInstantIsTwoRuns() async throws {
        try await MigratedDatabase.with(connections: 4) { database, conninfo in
            let runs = Runs()
            let job = Job("hand", .daily(hour: 6, minute: 10), leaseSeconds: 600, "") { runs.add("\($0)") }
            let runner = runner([job], database, ManualClock(start))
            async let one = runner.runByHand(job)
            async let other = runner.runByHand(job)
            let texts = try await [one, other]
            #expect(texts == [start.iso8601, start.iso8601])
            #expect(runs.all.count == 2)
            let rows = try await MigratedDatabase.rows(
                "select period_start, outcome from job_run order by 1", in: conninfo)
            #expect(
                rows == [
                    ["2026-03-17 06:10:30+09", "done"], ["2026-03-17 06:10:30.000001+09", "done"],
                ])
        }
    }

    @Test func byHandAFailureReachesTheCaller() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let job = Job("hand", .daily(hour: 6, minute: 10), leaseSeconds: 600, "") { _ in
                throw SampleProblem(text: "no disk")
            }
            await #expect(throws: SampleProblem.self) {
                _ = try await runner([job], database, ManualClock(start)).runByHand(job)
            }
            let rows = try await MigratedDatabase.rows("select outcome from job_run", in: conninfo)
            #expect(rows == [["failed"]])
        }
    }

    @Test func aRunnerStopsAndStartsAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let runs = Runs()
            let clock = ManualClock(start)
            let job = Job("steady", .everySeconds(10), leaseSeconds: 60, "") { runs.add("\($0)") }
            for target in [2, 4, 6] {
                try await serve([runner([job], database, clock)]) {
                    try await runs.wait(until: { runs.all.count >= target })
                }
            }
            let rows = try await MigratedDatabase.rows(
                "select count(*), count(distinct period_start), count(finished_at) from job_run", in: conninfo
            )
            #expect(rows == [["\(runs.all.count)", "\(runs.all.count)", "\(runs.all.count)"]])
            #expect(Set(runs.all).count == runs.all.count)
        }
    }

    @Test func aJobUnderWayEndsWithTheShutdownAndIsTakenByTheNextStart() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let runs = Runs()
            let observations = Observations()
            let clock = ManualClock(start)
            let job = Job("long", .daily(hour: 6, minute: 10), leaseSeconds: 3_600, "") { now in
                if runs.all.contains("begun") { return runs.add("ended \(now)") }
                _ = runs.add("begun")
                try await Task.sleep(for: .seconds(600))
                return runs.add("ended")
            }
            try await serve([runner([job], database, clock, observations)]) {
                try await runs.wait(until: { runs.all == ["begun"] })
            }
            #expect(runs.all == ["begun"])
            #expect(observations.all.isEmpty, "a shutdown is no failure")
            let rows = try await MigratedDatabase.rows(
                "select outcome, finished_at from job_run", in: conninfo)
            #expect(rows == [["failed", nil]])
            try await serve([runner([job], database, clock, observations)]) {
                try await runs.wait(until: { runs.all.count == 2 })
            }
            #expect(runs.all.last == "ended \(start.adding(seconds: 1))", "at once, not after the lease")
            let done = try await MigratedDatabase.rows("select outcome from job_run", in: conninfo)
            #expect(done == [["done"]])
        }
    }

    private func runner(
        _ jobs: [Job], _ database: Database, _ clock: ManualClock,
        _ observations: Observations = Observations()
    ) -> JobRunner {
        JobRunner(
            schedule: Schedule(jobs: jobs), database: database, now: clock.now,
            sleep: { _ in try await clock.sleep() }, observe: observations.observe)
    }

    /// Runs services until `condition` returns, then shuts them down gracefully and waits for their end.
    private func serve(_ services: [JobRunner], until condition: () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, logger: Logger(label: "test")))
        async let ended: Void = group.run()
        try await condition()
        await group.triggerGracefulShutdown()
        try await ended
    }
}

/// What jobs did, in order.
private final class Runs: Sendable {
    private let list = Mutex<[String]>([])

    var all: [String] { list.withLock { $0 } }

    func add(_ text: String) -> String {
        list.withLock { $0.append(text) }
        return text
    }

    /// Returns when `isDone`; fails after 30 seconds.
    func wait(until isDone: () -> Bool) async throws {
        for _ in 0..<6_000 where !isDone() { try await Task.sleep(for: .milliseconds(5)) }
        guard isDone() else { throw SampleProblem(text: "waited in vain; done so far: \(all)") }
    }
}
