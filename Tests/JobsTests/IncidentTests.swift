import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

/// A Tuesday.
private let morning = instant("2026-03-17 06:10")
private let isWorkday = "extract(isodow from d) < 6"

/// Builds that fall silent together are one incident, and who really stopped is found when it is over.
@Suite(.heavy, .timeLimit(.minutes(2))) struct IncidentTests {
    private func judge(_ database: Database, _ observations: Observations = Observations()) -> JudgeJob {
        JudgeJob(
            database: database, alerts: AlertAddresses(recipients: ["staff@agency.example"], publicURL: ""),
            codeVersion: "test", observe: observations.observe)
    }

    private func raised(_ conninfo: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(
            "select b.code from signal s join build b using (build_id) where rule = 'silent' order by 1",
            in: conninfo)
    }

    /// 60 builds that were used until 27 February, with the incident that the judge opened.
    private func withSilentFleet(
        _ body: (_ database: Database, _ fleet: SampleFleet, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            let fleet = try await SampleFleet(60, in: database, conninfo)
            try await database.shippedPolicy(now: morning)
            try await fleet.use(day("2026-01-31")...day("2026-02-27"), where: isWorkday)
            _ = try await judge(database).run(now: morning)
            try await body(database, fleet, conninfo)
        }
    }

    @Test func manyThatFellSilentTogetherAreOneIncidentAndNoSignal() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let fleet = try await SampleFleet(60, in: database, conninfo)
            try await database.shippedPolicy(now: morning)
            try await fleet.use(day("2026-01-31")...day("2026-02-27"), where: isWorkday)
            let observations = Observations()
            let text = try await judge(database, observations).run(now: morning)
            #expect(text.contains("60 builds judged"), "\(text)")
            #expect(text.hasSuffix("1 incidents of 60 builds opened"), "\(text)")
            #expect(try await raised(conninfo).isEmpty)
            let incidents = try await database.incidents.list(
                openOnly: true, for: .unrestricted, now: morning)
            #expect(incidents.map(\.trait) == ["everyone"])
            #expect(incidents.first?.members == 60)
            #expect(incidents.first?.lastSigns == day("2026-02-27")...day("2026-02-27"))
            let again = try await judge(database).run(now: morning.adding(seconds: 86_400))
            #expect(again.hasSuffix("0 observations raised, 0 cleared"), "it is open already: \(again)")
            let mails = try await MigratedDatabase.rows(
                "select 1 from outbox o join signal s using (signal_id) where s.rule = 'silent'", in: conninfo
            )
            #expect(mails.isEmpty)
            #expect(
                observations.all.contains(
                    .incidentOpened(id: incidents.first?.id ?? 0, trait: "전체 사업장(수집 서비스·망·달력)", builds: 60)))
        }
    }

    @Test func whoReallyStoppedIsFoundWhenItIsOver() async throws {
        try await withSilentFleet { database, fleet, conninfo in
            // From 18 March on all are back but the first three.
            try await fleet.use(day("2026-03-18")...day("2026-04-10"), where: "\(isWorkday) and n > 3")
            let observations = Observations()
            let text = try await judge(database, observations).run(now: instant("2026-03-19 06:10"))
            #expect(text.hasSuffix("0 observations raised, 0 cleared"), "\(text)")
            #expect(
                try await database.incidents.list(openOnly: true, for: .unrestricted, now: morning).isEmpty)
            let ended = try await database.incidents.list(
                openOnly: false, for: .unrestricted, now: instant("2026-03-19 06:10")
            ).first
            #expect(ended?.endedOn == day("2026-03-18"))
            #expect(ended?.endReason == "60곳 가운데 57곳이 다시 수신됨")
            // Nine working days since the incident, and then ten.
            _ = try await judge(database).run(now: instant("2026-04-01 06:10"))
            #expect(try await raised(conninfo).isEmpty)
            _ = try await judge(database).run(now: instant("2026-04-02 06:10"))
            #expect(try await raised(conninfo) == [["B-1"], ["B-2"], ["B-3"]])
        }
    }

    @Test func oneSuppliersReleaseIsNamedAndTheOthersAreJudgedAsEver() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let fleet = try await SampleFleet(90, in: database, conninfo)
            try await database.shippedPolicy(now: morning)
            // The builds of supplier 1 stop on one day, and two others long before.
            try await fleet.use(
                day("2026-01-31")...day("2026-03-16"),
                where:
                    "\(isWorkday) and (n % 3 <> 1 or d <= '2026-02-27') and (n not in (2, 3) or d <= '2026-02-13')"
            )
            let text = try await judge(database).run(now: morning)
            #expect(text.contains("1 incidents of 30 builds opened"), "\(text)")
            let incident = try await database.incidents.list(openOnly: true, for: .unrestricted, now: morning)
                .first
            #expect(incident?.traitName == "공급기업 공급1")
            #expect(incident?.sharing == 30)
            #expect(try await raised(conninfo) == [["B-2"], ["B-3"]])
        }
    }

    @Test func anOfficerEndsAnIncidentOnce() async throws {
        try await withSilentFleet { database, fleet, conninfo in
            let id = try #require(
                try await database.incidents.list(openOnly: true, for: .unrestricted, now: morning).first?.id)
            func end() async throws -> Bool {
                try await database.incidents.end(
                    id, on: day("2026-03-16"), by: "담당", reason: "방화벽 교체", now: morning)
            }
            #expect(try await end())
            #expect(try await !end())
            let status = try await database.figures.status(of: "B-1", for: .unrestricted, now: morning)
            let month = try #require(status?.window(.month))
            let excluded = month.expectation.excluded.filter { $0.reason == .commonCause }
            #expect(excluded.count == 10, "the working days of March until the 16th, but for its holiday")
        }
    }

    @Test func anIncidentThatWasEndedIsNotOpenedAgainForTheSameSilence() async throws {
        try await withSilentFleet { database, fleet, conninfo in
            let id = try #require(
                try await database.incidents.list(openOnly: true, for: .unrestricted, now: morning).first?.id)
            _ = try await database.incidents.end(
                id, on: day("2026-03-16"), by: "담당", reason: "공급기업 폐업", now: morning)
            let text = try await judge(database).run(now: instant("2026-03-23 06:10"))
            #expect(text.hasSuffix("0 observations raised, 0 cleared"), "\(text)")
            let later = try await judge(database).run(now: instant("2026-03-31 06:10"))
            #expect(later.contains("60 observations raised"), "\(later)")
            #expect(try await raised(conninfo).count == 60)
        }
    }

    @Test func whoIsHeardAgainIsCountedAgainFromThatDay() async throws {
        try await withSilentFleet { database, fleet, conninfo in
            // One of them is back at once; the incident goes on.
            try await fleet.use(day("2026-03-17")...day("2026-03-20"), where: "\(isWorkday) and n = 7")
            let now = instant("2026-03-23 06:10")
            _ = try await judge(database).run(now: now)
            #expect(
                try await database.incidents.list(openOnly: true, for: .unrestricted, now: now).count == 1)
            func common(_ code: String) async throws -> [Day] {
                let status = try await database.figures.status(of: code, for: .unrestricted, now: now)
                let excluded = status?.window(.month)?.expectation.excluded ?? []
                return excluded.filter { $0.reason == .commonCause }.map(\.day)
            }
            #expect(try await common("B-7").last == day("2026-03-16"))
            #expect(try await common("B-8").last == day("2026-03-20"))
        }
    }
}
