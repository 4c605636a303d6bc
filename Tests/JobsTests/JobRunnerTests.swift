import Domain
import Postgres
import Storage
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
        try await RunnerFixture.with(start, connections: 6, runners: 2) { fixture in
            let job = Job("once", .daily(hour: 6, minute: 10), "") { _ in fixture.note("ran") }
            try await fixture.serve([job]) {
                try await fixture.noted(1)
                try await fixture.rounds(40)
            }
            #expect(fixture.notes == ["ran"])
        }
    }

    @Test func aLongJobDoesNotDelayAnother() async throws {
        try await RunnerFixture.with(start) { fixture in
            let gate = Gate()
            let long = Job("long", .everySeconds(10), "") { _ in
                try await gate.wait()
                return fixture.note("long ended")
            }
            let short = Job("short", .everySeconds(10), "") { fixture.note("\($0)") }
            try await fixture.serve([long, short]) {
                try await fixture.play(until: 4)
                #expect(!fixture.notes.contains("long ended"))
                gate.open()
                try await eventually("the end of the long job") { fixture.notes.contains("long ended") }
            }
        }
    }

    @Test func aTransactionThatWaitsKeepsOneOfTheJobsConnectionsAndNoOtherJob() async throws {
        try await RunnerFixture.with(start) { fixture in
            let jobs = Database(
                files: try MigratedDatabase.files(), conninfo: fixture.conninfo, role: .app, connections: 2,
                onNotice: { _ in })
            let holder = Connection(PoolConfiguration(conninfo: fixture.conninfo))
            let lock = "select pg_advisory_lock(hashtext('afterbuild.windows'))"
            try await holder.withSession { _ = try $0.run(lock, as: "lock") }
            let long = Job("windows", .everySeconds(10), "") { _ in
                try await jobs.windows.gatherWindowTouches()
                return fixture.note("windows ended")
            }
            let short = Job("aggregate", .everySeconds(10), "") {
                fixture.note(try await aggregate(in: jobs, now: $0))
            }
            try await fixture.serve([long, short]) {
                try await eventually("a job that waits for the lock") {
                    try await fixture.rows(
                        "select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()"
                    ).count == 1
                }
                try await fixture.play(until: 3)
                #expect(!fixture.notes.contains("windows ended"))
                await holder.close()
                try await eventually("the end of the long job") { fixture.notes.contains("windows ended") }
            }
            await jobs.close()
        }
    }

    @Test func aJobNeverRunsTwiceAtOnce() async throws {
        try await RunnerFixture.with(start, connections: 6, runners: 2) { fixture in
            let gate = Gate()
            let job = Job("long", .everySeconds(10), "") { _ in
                _ = fixture.note("begun")
                try await gate.wait()
                return fixture.note("ended")
            }
            try await fixture.serve([job]) {
                try await fixture.noted(1)
                try await fixture.rounds(35)
                #expect(fixture.notes == ["begun"], "three periods began meanwhile, seen by two runners")
                #expect(try await fixture.rows("select from job_run").count == 1)
                gate.open()
                try await fixture.noted(2)
                try await fixture.play(until: 4)
            }
            #expect(fixture.notes.prefix(4) == ["begun", "ended", "begun", "ended"])
        }
    }

    @Test func aFailedRunIsRecordedAndTriedAgain() async throws {
        try await RunnerFixture.with(start) { fixture in
            let job = Job("shaky", .daily(hour: 6, minute: 10), "") { now in
                if fixture.note("\(now)") == "\(start)" { throw SampleProblem(text: "no disk") }
                return "mended"
            }
            let failed = "select from job_run where job = 'shaky' and outcome = 'failed'"
            try await fixture.serve([job]) {
                try await eventually("the failure on record") { try await fixture.rows(failed).count == 1 }
                try await fixture.rounds(60)
                #expect(fixture.notes == [start.iso8601])
                try await fixture.play(until: 2)
                try await fixture.observed(2)
            }
            let period = instant("2026-03-17 06:10")
            #expect(
                fixture.observations.all == [
                    .jobFailed(job: "shaky", period: period, reason: "\(SampleProblem(text: "no disk"))"),
                    .jobFinished(job: "shaky", period: period, detail: "mended"),
                ])
            #expect(try await fixture.rows("select job, outcome from job_run") == [["shaky", "done"]])
        }
    }

    @Test func aFailingJobDoesNotHoldUpTheOthers() async throws {
        try await RunnerFixture.with(start) { fixture in
            let broken = Job("broken", .everySeconds(10), "") { _ in throw SampleProblem(text: "always") }
            let fine = Job("fine", .everySeconds(10), "") { fixture.note("\($0)") }
            try await fixture.serve([broken, fine]) {
                try await fixture.play(until: 4)
            }
            #expect(Set(fixture.notes).count == fixture.notes.count, "each run is of a later period")
        }
    }

    @Test func aLostGrantIsObservedOnceAndItsReturnEndsThat() async throws {
        try await RunnerFixture.with(start) { fixture in
            let jobs = ["one", "two"].map { name in
                Job(name, .daily(hour: 6, minute: 10), "") { _ in fixture.note("\(name) ran") }
            }
            try await fixture.rows("revoke insert on job_run from afterbuild_app")
            try await fixture.serve(jobs) {
                try await fixture.rounds(5)
                #expect(
                    fixture.observations.all == [.jobsNotClaimed(reason: "database error 42501 in job_claim")]
                )
                try await fixture.rows("drop function job_claim")
                try await fixture.rounds(5)
                #expect(
                    fixture.observations.all.dropFirst()
                        == [.jobsNotClaimed(reason: "database error 42883 in job_claim")])
                try await fixture.rows(try ProjectFiles.text("sql/functions/job_claim.sql"))
                try await fixture.rows("grant insert on job_run to afterbuild_app")
                try await fixture.rounds(1)
                try await fixture.observed(5)
            }
            // One round came with the start, five more with each cause; each claims two jobs.
            #expect(fixture.observations.all.contains(.jobsClaimedAgain(failures: 22)))
            #expect(fixture.observations.all.count == 5, "two causes, their end, and two jobs that finished")
            #expect(fixture.notes.sorted() == ["one ran", "two ran"])
        }
    }

    @Test func aLeaseIsRenewedWhileTheJobRuns() async throws {
        try await RunnerFixture.with(start) { fixture in
            let gate = Gate()
            let job = Job("long", .daily(hour: 6, minute: 10), "") { _ in
                _ = fixture.note("begun")
                try await gate.wait()
                return "ended"
            }
            try await fixture.serve([job]) {
                try await fixture.noted(1)
                for _ in 0..<5 {
                    try await fixture.renewal()
                    let end = fixture.clock.now().adding(seconds: JobRunner.leaseSeconds)
                    let isRenewed = "select lease_until = '\(end.sqlText)' from job_run"
                    #expect(try await fixture.rows(isRenewed) == [["t"]])
                }
                gate.open()
                try await eventually("the end of the run") {
                    try await fixture.rows("select outcome from job_run") == [["done"]]
                }
            }
        }
    }

    @Test func aLeaseOutlivesPostgreSQLForAMomentAndNoLonger() async throws {
        try await RunnerFixture.with(start) { fixture in
            func reasons() -> [String] {
                fixture.observations.all.compactMap {
                    guard case .jobFailed("long", _, let reason) = $0 else { return nil }
                    return reason
                }
            }
            let job = Job("long", .daily(hour: 6, minute: 10), "") { _ in
                _ = fixture.note("begun")
                try await Gate().wait()
                return "ended"
            }
            try await fixture.serve([job]) {
                try await fixture.noted(1)
                try await fixture.rows("revoke update on job_run from afterbuild_app")
                for _ in 0..<4 { try await fixture.renewal() }
                #expect(fixture.observations.all.isEmpty, "the lease lasts to this instant")
                fixture.clock.move(by: 30)
                try await eventually("the end of the job") { reasons().count == 2 }
            }
            #expect(
                reasons() == [
                    "database error 42501 in job_renew",
                    "outcome not recorded: database error 42501 in job_fail",
                ])
        }
    }

    @Test func aJobIsCancelledWhenItsRunCountsAsDead() async throws {
        try await RunnerFixture.with(start) { fixture in
            let job = Job("long", .daily(hour: 6, minute: 10), "") { _ in
                _ = fixture.note("begun")
                defer { fixture.note("left") }
                try await Gate().wait()
                return "ended"
            }
            try await fixture.serve([job]) {
                try await fixture.noted(1)
                try await fixture.rows("update job_run set outcome = 'failed', detail = 'taken for dead'")
                try await fixture.leaseIsKept()
                fixture.clock.move(by: 30)
                try await fixture.observed(1)
            }
            #expect(fixture.notes == ["begun", "left"])
            #expect(
                fixture.observations.all == [
                    .jobFailed(
                        job: "long", period: instant("2026-03-17 06:10"),
                        reason: "its lease ended before it did")
                ])
            #expect(try await fixture.rows("select detail from job_run") == [["taken for dead"]])
        }
    }

    @Test func byHandTwiceAtOneInstantIsOneRunAfterTheOther() async throws {
        try await RunnerFixture.with(start) { fixture in
            let gate = Gate()
            let job = Job("hand", .daily(hour: 6, minute: 10), "") { _ in
                _ = fixture.note("begun")
                try await gate.wait()
                return fixture.note("ended")
            }
            let runner = fixture.runner([job])
            async let one = runner.runByHand(job)
            try await fixture.noted(1)
            async let other = runner.runByHand(job) { fixture.note("waits since \($0)") }
            try await fixture.noted(2)
            gate.open()
            #expect(try await one == "ended")
            fixture.clock.move(by: 1)
            #expect(try await other == "ended")
            #expect(fixture.notes == ["begun", "waits since \(start)", "ended", "begun", "ended"])
            #expect(
                try await fixture.rows("select period_start, outcome from job_run order by 1") == [
                    ["2026-03-17 06:10:30+09", "done"], ["2026-03-17 06:10:30.000001+09", "done"],
                ])
        }
    }

    @Test func byHandTheEndOfALeaseIsWaitedForAndNotMore() async throws {
        try await RunnerFixture.with(start) { fixture in
            let hour = start.adding(seconds: 3_600)
            _ = try await fixture.database.jobs.claim("hand", period: start, now: start, leaseUntil: hour)
            let job = Job("hand", .daily(hour: 6, minute: 10), "") { _ in fixture.note("ran") }
            let clock = ManualClock(start)
            let runner = JobRunner(
                schedule: Schedule(jobs: [job]), database: fixture.database, now: clock.now,
                sleep: { _ in try await clock.sleep() }, observe: fixture.observations.observe)
            let error = await #expect(throws: JobIsBusy.self) { try await runner.runByHand(job) }
            #expect(error?.description.hasPrefix("hand has been running since \(start.wireText)") == true)
            #expect(fixture.notes.isEmpty)
        }
    }

    @Test func byHandAFailureReachesTheCaller() async throws {
        try await RunnerFixture.with(start) { fixture in
            let job = Job("hand", .daily(hour: 6, minute: 10), "") { _ in
                throw SampleProblem(text: "no disk")
            }
            await #expect(throws: SampleProblem.self) { _ = try await fixture.runner([job]).runByHand(job) }
            let outcomes = try await fixture.rows("select outcome from job_run")
            #expect(outcomes == [["failed"]])
        }
    }

    @Test func aRunnerStopsAndStartsAgain() async throws {
        try await RunnerFixture.with(start) { fixture in
            let job = Job("steady", .everySeconds(10), "") { fixture.note("\($0)") }
            for count in [1, 2, 3] {
                try await fixture.serve([job]) {
                    try await eventually("run \(count)") {
                        try await fixture.rows("select from job_run where outcome = 'done'").count == count
                    }
                }
                fixture.clock.move(by: 10)
            }
            #expect(fixture.notes == (0..<3).map { start.adding(seconds: $0 * 10).iso8601 })
            #expect(
                try await fixture.rows("select outcome from job_run") == [["done"], ["done"], ["done"]])
        }
    }

    @Test func jobsUnderWayEndWithTheShutdownAndAreTakenByTheNextStart() async throws {
        try await RunnerFixture.with(start) { fixture in
            let jobs = ["one", "two"].map { name in
                Job(name, .daily(hour: 6, minute: 10), "") { _ in
                    if fixture.notes.contains("\(name) begun") { return fixture.note("\(name) ended") }
                    _ = fixture.note("\(name) begun")
                    try await Gate().wait()
                    return fixture.note("\(name) ended")
                }
            }
            try await fixture.serve(jobs) { try await fixture.noted(2) }
            #expect(fixture.notes.sorted() == ["one begun", "two begun"])
            #expect(fixture.observations.all.isEmpty, "a shutdown is no failure")
            #expect(
                try await fixture.rows("select outcome, finished_at from job_run")
                    == [["failed", nil], ["failed", nil]])
            try await fixture.serve(jobs) {
                // At once, and not after the lease.
                try await fixture.rounds(1)
                try await fixture.observed(2)
            }
            #expect(try await fixture.rows("select outcome from job_run") == [["done"], ["done"]])
        }
    }
}
