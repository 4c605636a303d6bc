import Domain
import TestSupport
import Testing

@testable import Storage

private let period = instant("2026-03-17 06:10")
private let now = instant("2026-03-17 06:11")
private let leaseEnd = instant("2026-03-17 06:41")
private let run = JobRun(job: "judge", period: period, startedAt: now)

extension Database {
    fileprivate func claim(
        _ job: String = "judge", _ period: Timestamp = period, at time: Timestamp = now,
        until end: Timestamp = leaseEnd
    ) async throws -> JobClaim {
        try await jobs.claim(job, period: period, now: time, leaseUntil: end)
    }
}

@Suite struct JobClaimTests {
    @Test(
        "of many instances one gets a job, whether they ask for one period or for several",
        arguments: [0, 60])
    func oneGetsIt(apart seconds: Int64) async throws {
        try await MigratedDatabase.with(connections: 8) { database, conninfo in
            let claims = try await withThrowingTaskGroup(of: JobClaim.self) { group in
                for index in 0..<8 {
                    let period = period.adding(seconds: Int64(index) * seconds)
                    group.addTask { try await database.claim("judge", period) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(claims.count { $0 == .busy(since: now) } == 7)
            let runs = try await MigratedDatabase.rows("select count(*) from job_run", in: conninfo)
            #expect(runs == [["1"]])
        }
    }

    @Test func aFinishedPeriodIsNeverTakenAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let first = try await database.claim()
            #expect(first == .taken(run))
            #expect(try await database.jobs.finish(run, now: now.adding(seconds: 5), detail: "2 builds"))
            let years = now.adding(seconds: 86_400 * 400)
            #expect(try await database.claim(at: years, until: years) == .notDue)
            #expect(try await database.jobs.lastFinishedPeriod(of: "judge") == period)
            #expect(try await database.jobs.lastFinishedPeriod(of: "mail") == nil)
            let runs = try await MigratedDatabase.rows(
                "select outcome, detail, finished_at from job_run", in: conninfo)
            #expect(runs == [["done", "2 builds", "2026-03-17 06:11:05+09"]])
        }
    }

    @Test func aJobHasOneRunAtATimeAndDoesNotHinderOthers() async throws {
        try await MigratedDatabase.with { database, _ in
            let first = try await database.claim()
            #expect(first == .taken(run))
            #expect(try await database.claim("judge", now) == .busy(since: now))
            #expect(
                try await database.claim("mail")
                    == .taken(JobRun(job: "mail", period: period, startedAt: now)))
            #expect(try await database.jobs.finish(run, now: now, detail: ""))
            #expect(
                try await database.claim("judge", now)
                    == .taken(JobRun(job: "judge", period: now, startedAt: now)))
        }
    }

    @Test func theRunOfADeadInstanceIsTakenOverAfterItsLease() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let first = try await database.claim()
            #expect(first == .taken(run))
            #expect(try await database.claim(at: leaseEnd) == .busy(since: now))
            let after = leaseEnd.adding(seconds: 1)
            let end = after.adding(seconds: 1_800)
            let second = JobRun(job: "judge", period: period, startedAt: after)
            #expect(try await database.claim(at: after, until: end) == .taken(second))
            #expect(try await database.claim(at: after, until: end) == .busy(since: after))
            // What the dead one says when it lives after all changes nothing.
            #expect(try await !database.jobs.renew(run, leaseUntil: end.adding(seconds: 1)))
            #expect(try await !database.jobs.finish(run, now: after, detail: "late"))
            try await database.jobs.fail(run, retryAt: after, reason: "late")
            let runs = try await MigratedDatabase.rows(
                "select started_at, lease_until, outcome, detail from job_run", in: conninfo)
            #expect(runs == [["2026-03-17 06:41:01+09", "2026-03-17 07:11:01+09", nil, nil]])
        }
    }

    @Test func aDeadRunDoesNotKeepALaterPeriodFromRunning() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let first = try await database.claim()
            #expect(first == .taken(run))
            let after = leaseEnd.adding(seconds: 1)
            let end = after.adding(seconds: 60)
            #expect(
                try await database.claim("judge", after, at: after, until: end)
                    == .taken(JobRun(job: "judge", period: after, startedAt: after)))
            let runs = try await MigratedDatabase.rows(
                "select outcome, detail from job_run order by period_start", in: conninfo)
            #expect(runs == [["failed", "its lease ended at 2026-03-17 06:41:00+09"], [nil, nil]])
        }
    }

    @Test func aRenewedRunIsNotTakenOver() async throws {
        try await MigratedDatabase.with { database, _ in
            let first = try await database.claim()
            #expect(first == .taken(run))
            #expect(try await database.jobs.renew(run, leaseUntil: leaseEnd.adding(seconds: 60)))
            #expect(try await database.claim(at: leaseEnd.adding(seconds: 60)) == .busy(since: now))
        }
    }

    @Test func aFailedRunIsTakenAgainFromItsRetryTime() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let first = try await database.claim()
            #expect(first == .taken(run))
            let retry = now.adding(seconds: 60)
            try await database.jobs.fail(run, retryAt: retry, reason: "no disk")
            let failed = "select outcome, detail, finished_at from job_run"
            #expect(try await MigratedDatabase.rows(failed, in: conninfo) == [["failed", "no disk", nil]])
            #expect(try await database.claim(at: retry) == .notDue)
            let after = retry.adding(seconds: 1)
            #expect(
                try await database.claim(at: after)
                    == .taken(JobRun(job: "judge", period: period, startedAt: after)))
            #expect(try await MigratedDatabase.rows(failed, in: conninfo) == [[nil, nil, nil]])
            #expect(try await database.jobs.lastFinishedPeriod(of: "judge") == nil)
        }
    }

    @Test func oldRunsAreForgottenAndUnfinishedOnesKept() async throws {
        try await MigratedDatabase.with { database, conninfo in
            for (minutes, finishes) in [(0, true), (1, true), (2, false)] {
                let start = period.adding(seconds: Int64(minutes) * 60)
                let run = JobRun(job: "mail", period: start, startedAt: start)
                #expect(try await database.claim("mail", start, at: start) == .taken(run))
                if finishes { #expect(try await database.jobs.finish(run, now: start, detail: "")) }
            }
            #expect(try await database.jobs.pruneRuns(before: period.adding(seconds: 30)) == 1)
            let left = try await MigratedDatabase.rows(
                "select count(*), count(finished_at) from job_run", in: conninfo)
            #expect(left == [["2", "1"]])
        }
    }
}
