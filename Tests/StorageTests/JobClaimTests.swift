import Domain
import Storage
import TestSupport
import Testing

private let period = instant("2026-03-17 06:10")
private let now = instant("2026-03-17 06:11")
private let leaseEnd = instant("2026-03-17 06:41")

@Suite struct JobClaimTests {
    @Test func ofManyInstancesOneGetsAPeriod() async throws {
        try await MigratedDatabase.with(connections: 8) { database, _ in
            let claims = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await database.claimJob("judge", period: period, now: now, leaseUntil: leaseEnd)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(claims.count { $0 } == 1)
        }
    }

    @Test func aFinishedPeriodIsNeverTakenAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            #expect(try await database.claimJob("judge", period: period, now: now, leaseUntil: leaseEnd))
            try await database.finishJob(
                "judge", period: period, now: now.adding(seconds: 5), outcome: "done", detail: "2 builds")
            let years = now.adding(seconds: 86_400 * 400)
            #expect(!(try await database.claimJob("judge", period: period, now: years, leaseUntil: years)))
            #expect(try await database.lastFinishedPeriod(of: "judge") == period)
            #expect(try await database.lastFinishedPeriod(of: "mail") == nil)
            let runs = try await MigratedDatabase.rows(
                "select outcome, detail, finished_at from job_run", in: conninfo)
            #expect(runs == [["done", "2 builds", "2026-03-17 06:11:05+09"]])
        }
    }

    @Test func periodsAndJobsDoNotHinderEachOther() async throws {
        try await MigratedDatabase.with { database, _ in
            let isFirst = try await database.claimJob("judge", period: period, now: now, leaseUntil: leaseEnd)
            #expect(isFirst)
            #expect(try await database.claimJob("mail", period: period, now: now, leaseUntil: leaseEnd))
            #expect(try await database.claimJob("judge", period: now, now: now, leaseUntil: leaseEnd))
        }
    }

    @Test func theRunOfADeadInstanceIsTakenOverAfterItsLease() async throws {
        try await MigratedDatabase.with { database, _ in
            let isFirst = try await database.claimJob("judge", period: period, now: now, leaseUntil: leaseEnd)
            #expect(isFirst)
            #expect(
                !(try await database.claimJob("judge", period: period, now: leaseEnd, leaseUntil: leaseEnd)))
            let after = leaseEnd.adding(seconds: 1)
            let end = after.adding(seconds: 1_800)
            #expect(try await database.claimJob("judge", period: period, now: after, leaseUntil: end))
            #expect(!(try await database.claimJob("judge", period: period, now: after, leaseUntil: end)))
        }
    }

    @Test func aFailedRunIsTakenAgainFromItsRetryTime() async throws {
        try await MigratedDatabase.with { database, conninfo in
            #expect(try await database.claimJob("judge", period: period, now: now, leaseUntil: leaseEnd))
            let retry = now.adding(seconds: 60)
            try await database.failJob("judge", period: period, retryAt: retry, reason: "no disk")
            let runs = try await MigratedDatabase.rows(
                "select outcome, detail, finished_at from job_run", in: conninfo)
            #expect(runs == [["failed", "no disk", nil]])
            #expect(!(try await database.claimJob("judge", period: period, now: retry, leaseUntil: leaseEnd)))
            let after = retry.adding(seconds: 1)
            #expect(try await database.claimJob("judge", period: period, now: after, leaseUntil: leaseEnd))
            #expect(try await database.lastFinishedPeriod(of: "judge") == nil)
        }
    }

    @Test func oldRunsAreForgottenAndUnfinishedOnesKept() async throws {
        try await MigratedDatabase.with { database, conninfo in
            for (minutes, finishes) in [(0, true), (1, false), (2, true)] {
                let start = period.adding(seconds: Int64(minutes) * 60)
                #expect(try await database.claimJob("mail", period: start, now: start, leaseUntil: leaseEnd))
                guard finishes else { continue }
                try await database.finishJob(
                    "mail", period: start, now: start, outcome: "done", detail: "")
            }
            #expect(try await database.pruneJobRuns(before: period.adding(seconds: 90)) == 1)
            let left = try await MigratedDatabase.rows(
                "select count(*), count(finished_at) from job_run", in: conninfo)
            #expect(left == [["2", "1"]])
        }
    }
}
