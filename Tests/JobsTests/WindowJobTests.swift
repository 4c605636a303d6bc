import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

private let night = instant("2026-04-01 00:00")
private let later = instant("2026-04-02 10:00")

@Suite struct WindowJobTests {
    @Test func whatEndedIsClosedOnceAndWhatIsTouchedIsComputedAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = try await database.fadingBuild(now: night)
            // Received before midnight, and not yet computed.
            try await database.receive([build.record(at: instant("2026-03-31 23:59"))])
            let job = WindowJob(database: database, codeVersion: "9.9.9")
            let eve = night.adding(seconds: -3_600)
            #expect(try await job.run(now: eve) == "2 windows closed, 2 computed again, 0 changed")
            #expect(try await job.run(now: night) == "2 windows closed, 0 computed again, 0 changed")
            let idle = "0 windows closed, 0 computed again, 0 changed"
            #expect(try await job.run(now: night.adding(seconds: 900)) == idle)
            try await database.receive([
                build.record(at: instant("2026-03-10 09:00"), receivedAt: later.adding(seconds: -60))
            ])
            try await database.aggregateAll(now: later)
            #expect(try await job.run(now: later) == "0 windows closed, 2 computed again, 2 changed")
            #expect(try await job.run(now: later.adding(seconds: 900)) == idle)
            let versions = try await database.windows.versions(of: "B-1").filter { $0.version > 1 }
            #expect(versions.map(\.kpis.kind) == [.quarter, .month])
            #expect(versions.map(\.reason) == ["late receipts: 2026-03-10", "late receipts: 2026-03-10"])
            #expect(versions.map(\.codeVersion) == ["9.9.9", "9.9.9"])
            #expect(
                versions.last?.kpis.value(.activeDayRate)?.numerator == 2, "the last day and the late one")
        }
    }

    @Test func theProofFindsAKeptWindowThatWasTamperedWith() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: night)
            let observations = Observations()
            let job = WindowJob(database: database, codeVersion: "9.9.9")
            let proof = Proof(database: database, windows: job, observe: observations.observe)
            let lines = "all lines of lists equal what they are made of"
            #expect(
                try await proof.run(now: night)
                    == "all build days equal their receipts, all 4 windows equal their build days, \(lines)")
            _ = try await MigratedDatabase.rows(
                "update window_version set excluded = '[]' where kind = 'quarter' returning 1", in: conninfo)
            #expect(
                try await proof.run(now: later)
                    == "all build days equal their receipts, 1 of 3 windows DIFFER, \(lines)")
            #expect(
                observations.all == [
                    .windowDiffers(
                        buildCode: "B-1", kind: .quarter, days: day("2026-01-01")...day("2026-03-31"))
                ])
        }
    }

    @Test func olderDaysAreComparedInTurn() {
        let first = day("2025-01-01")
        var seen: [Day: Int] = [:]
        for night in 0..<Int(Proof.rounds) {
            let today = day("2026-04-01").adding(days: night)
            let days = Proof.days(from: first, today: today)
            #expect(days == days.sorted())
            #expect(Array(days.suffix(8)) == Array(today.adding(days: -7)...today))
            for day in days { seen[day, default: 0] += 1 }
        }
        let old = first...day("2026-03-24").adding(days: -1)
        #expect(old.allSatisfy { seen[$0] == 1 }, "each once in 28 nights")
        #expect(Proof.days(from: day("2026-04-02"), today: day("2026-04-01")) == [day("2026-04-01")])
    }
}
