import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let now = instant("2026-04-01 10:00")
private let later = instant("2026-04-03 10:00")
private let march = day("2026-03-01")...day("2026-03-31")

/// Outages that a person declares: their effect is that of recorded ones.
@Suite struct DeclaredOutageTests {
    private func withBuild(_ body: @Sendable (Database, String) async throws -> Void) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await database.sampleBuild("B-1", seed: 1, now: imported)
            try await body(database, conninfo)
        }
    }

    /// From 9 to 18 on Tuesday 17 March.
    private func declare(_ database: Database, at time: Timestamp = now) async throws -> Int64? {
        try await database.outages.declare(
            OutageDeclaration(
                from: instant("2026-03-17 09:00"), to: instant("2026-03-17 18:00"), reason: "라우터 고장",
                now: time), actor: "김가람", now: time)
    }

    private func lostDays(_ database: Database, asOf: Timestamp? = nil) async throws -> [Day] {
        let facts = try #require(
            try await database.registry.facts(of: "B-1", for: .unrestricted, now: later, asOf: asOf))
        let shared = try await database.calendar.sharedCalendar(now: later, asOf: asOf)
        return facts.calendar(shared).expectedDays(in: march, today: later.day).excluded
            .filter { $0.reason == .outage }.map(\.day)
    }

    @Test func itsDaysLeaveTheExpectedDaysFromWhenItIsKnownUntilItIsWithdrawn() async throws {
        try await withBuild { database, conninfo in
            let id = try #require(try await declare(database))
            #expect(try await lostDays(database) == [day("2026-03-17")])
            #expect(try await lostDays(database, asOf: now.adding(seconds: -1)) == [])
            #expect(
                try await database.outages.withdraw(id, reason: "다른 기관의 장애", actor: "이나래", now: later))
            #expect(try await lostDays(database) == [])
            #expect(try await lostDays(database, asOf: later.adding(seconds: -1)) == [day("2026-03-17")])
            #expect(
                try await !database.outages.withdraw(id, reason: "x", actor: "x", now: later),
                "it is withdrawn")
            let audited = try await MigratedDatabase.rows(
                """
                select action, subject, actor, detail ->> 'reason' from audit_event
                where action like 'outage%' order by at
                """, in: conninfo)
            #expect(
                audited == [
                    ["outage add", "outage \(id)", "김가람", "라우터 고장"],
                    ["outage withdraw", "outage \(id)", "이나래", "다른 기관의 장애"],
                ])
        }
    }

    @Test func aWithdrawnOneIsListedWithAuthorsAndReasonsWhereThatIsAsked() async throws {
        try await withBuild { database, _ in
            let id = try #require(try await declare(database))
            #expect(try await declare(database) == nil, "once")
            _ = try await database.outages.withdraw(id, reason: "오기", actor: "이나래", now: later)
            #expect(try await database.outages.list() == [])
            let listed = try await database.outages.list(includesWithdrawn: true)
            let outage = try #require(listed.first)
            #expect(listed.count == 1 && outage.declaredBy == "김가람" && outage.declaredReason == "라우터 고장")
            let withdrawal = try #require(outage.withdrawal)
            #expect(withdrawal.at == later && withdrawal.by == "이나래" && withdrawal.reason == "오기")
            let before = try await database.outages.list(asOf: now, includesWithdrawn: true)
            #expect(before.map(\.withdrawal) == [nil])
            #expect(
                try await database.outages.list(asOf: now.adding(seconds: -1), includesWithdrawn: true) == [])
            #expect(try await declare(database, at: later.adding(seconds: 60)) != nil, "declared anew")
        }
    }

    @Test func recordedAndDeclaredOutagesOfOneIntervalStandSideBySide() async throws {
        try await withBuild { database, _ in
            let declared = try #require(try await declare(database))
            for (instance, from, to) in [(1, "08:00", "09:00"), (2, "18:00", "19:00")] {
                let interval = PresenceInterval(
                    instance: Int32(instance), beganAt: instant("2026-03-17 \(from)"),
                    seenAt: instant("2026-03-17 \(to)"), ending: .stopped)
                try await database.outages.recordPresence([interval], within: .seconds(10))
            }
            let recorded = try await database.outages.record(now: now)
            #expect(recorded.map(\.cause) == ["stopped"])
            #expect(try await database.outages.record(now: later) == [])
            #expect(try await database.outages.list().map(\.cause).sorted() == ["declared", "stopped"])
            let id = try #require(recorded.first?.id)
            #expect(
                try await !database.outages.withdraw(id, reason: "x", actor: "x", now: later),
                "what is recorded is not withdrawn by hand")
            #expect(try await database.outages.withdraw(declared, reason: "x", actor: "x", now: later))
            #expect(try await database.outages.list().map(\.cause) == ["stopped"])
            #expect(try await lostDays(database) == [day("2026-03-17")])
        }
    }

    @Test func aClosedWindowIsComputedAgainAndSaysWhy() async throws {
        try await withBuild { database, _ in
            try await database.closeAllWindows(now: now)
            try await database.recomputeWindows(now: now)
            let id = try #require(try await declare(database, at: later))
            try await database.recomputeWindows(now: later)
            _ = try await database.outages.withdraw(
                id, reason: "오기", actor: "x", now: later.adding(seconds: 60))
            try await database.recomputeWindows(now: later.adding(seconds: 120))
            let versions = try await database.windows.versions(of: "B-1").filter {
                $0.kpis.kind == .month && $0.kpis.days == march
            }
            #expect(
                versions.map(\.reason) == [
                    "first close", "outage declared: 2026-03-17 09:00/2026-03-17 18:00",
                    "outage withdrawn: 2026-03-17 09:00/2026-03-17 18:00",
                ])
        }
    }

    @Test func theFeedTellsOfItAndOfItsWithdrawal() async throws {
        try await withBuild { database, _ in
            var feed = SampleFeed(database)
            _ = try await feed.news(now: imported)
            let id = try #require(try await declare(database))
            _ = try await database.outages.withdraw(id, reason: "오기", actor: "x", now: later)
            let news = try await feed.news(now: later)
            #expect(news.map(\.kind) == [.outageFound, .outageRevised])
            #expect(news.map(\.recordedAt) == [now, later])
            #expect(news.allSatisfy { $0.subjectID == id && $0.body.contains(#""cause": "declared""#) })
        }
    }
}
