import Curl
import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

private let night = instant("2026-03-17 03:30")

@Suite struct ScheduleTests {
    private func schedule(
        _ database: Database, mails: Bool = false, _ observations: Observations = Observations()
    ) throws -> Schedule {
        let judge = JudgeJob(
            database: database, alerts: AlertAddresses(recipients: [], publicURL: "https://agency.example"),
            codeVersion: "9.9.9", observe: observations.observe)
        let mail =
            mails
            ? MailJob(
                database: database, mailer: Mailer(), server: try SMTPServer(url: "smtp://127.0.0.1:1"),
                from: "monitor@agency.example", observe: observations.observe) : nil
        return Schedule(
            database: database, judge: judge, mail: mail, rawDays: 90, codeVersion: "9.9.9",
            observe: observations.observe)
    }

    @Test func mailIsOnlySentWhereAServerIsSet() async throws {
        try await MigratedDatabase.with { database, _ in
            let without = try schedule(database)
            let with = try schedule(database, mails: true)
            #expect(
                without.jobs.map(\.name) == [
                    "aggregate", "windows", "phases", "judge", "prove", "outages", "partitions", "prune",
                ])
            #expect(with.jobs.map(\.name) == without.jobs.map(\.name) + ["mail"])
            #expect(without.job(named: "mail") == nil)
            #expect(with.job(named: "mail")?.period == .everySeconds(30))
            for job in with.jobs { #expect(!job.summary.isEmpty, "\(job.name)") }
        }
    }

    @Test func theProofFindsWhatWasTamperedWith() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = try await database.fadingBuild(now: night)
            let observations = Observations()
            let prove = try #require(try schedule(database, observations).job(named: "prove"))
            let kept = "all 2 windows equal their build days"
            let lines = "all lines of lists equal what they are made of"
            // 28 nights after the day in question: its turn.
            let turn = instant("2026-03-10 03:30")
            #expect(
                try await prove.run(turn) == "all build days equal their receipts, \(kept), \(lines)")
            _ = try await MigratedDatabase.rows(
                "update build_day set users = 5 where day = '2026-02-10' returning day", in: conninfo)
            try await MigratedDatabase.run("update build_listing set last_sign = '2026-01-01'", in: conninfo)
            #expect(
                try await prove.run(turn)
                    == "1 build days DIFFER, \(kept), 1 lines of lists DIFFERED")
            #expect(
                observations.all == [
                    .buildDayDiffers(buildID: build.id, day: day("2026-02-10")),
                    .buildListingDiffered(lines: 1),
                ])
            #expect(try await prove.run(turn) == "1 build days DIFFER, \(kept), \(lines)")
        }
    }

    @Test func aggregationGoesOnUntilNothingIsTouched() async throws {
        try await MigratedDatabase.with { database, _ in
            let builds = (1...250).map { SampleBuild(id: $0, keyID: $0) }
            let days = (0..<10).map { day("2026-03-02").adding(days: $0) }
            try await database.receive(builds.flatMap { $0.records(on: days) })
            let aggregate = try #require(try schedule(database).job(named: "aggregate"))
            #expect(try await aggregate.run(night) == "2500 build days recomputed, 2500 changed")
            #expect(try await aggregate.run(night) == "0 build days recomputed, 0 changed")
            #expect(try await database.buildDays.count() == 2_500)
        }
    }

    @Test func partitionsAreMadeForTheNextDays() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let partitions = try #require(try schedule(database).job(named: "partitions"))
            #expect(try await partitions.run(instant("2026-12-30 23:00")) == "partitions until 2027-01-02")
            let made = try await MigratedDatabase.rows(
                "select inhrelid::regclass from pg_inherits where inhparent = 'receipt'::regclass order by 1::text",
                in: conninfo)
            #expect(
                made.compactMap { $0[0] }.sorted() == [
                    "receipt_20261230", "receipt_20261231", "receipt_20270101", "receipt_20270102",
                ])
        }
    }

    @Test func pruningForgetsRawBytesAfterNinetyDays() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = SampleBuild(id: 1, keyID: 1)
            try await database.receive([
                build.record(at: Timestamp(day: night.day.adding(days: -91), hour: 9), sealed: [1]),
                build.record(at: Timestamp(day: night.day.adding(days: -90), hour: 9), sealed: [2]),
            ])
            let prune = try #require(try schedule(database).job(named: "prune"))
            #expect(try await prune.run(night) == "1 raw requests, 0 changes, 0 job runs")
            let left = try await MigratedDatabase.rows("select sealed from receipt_raw", in: conninfo)
            #expect(left == [["\\x02"]])
        }
    }
}
