import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

/// A Tuesday; since 20 February 15 working days have passed.
private let morning = instant("2026-03-17 06:10")
private let staff = ["staff@agency.example", "second@agency.example"]

@Suite struct JudgeJobTests {
    private func job(
        _ database: Database, recipients: [String] = staff, _ observations: Observations = Observations()
    ) -> JudgeJob {
        JudgeJob(
            database: database,
            alerts: AlertAddresses(recipients: recipients, publicURL: "https://monitor.agency.example"),
            codeVersion: "9.9.9", observe: observations.observe)
    }

    private func signals(_ conninfo: String) async throws -> [[String?]] {
        try await MigratedDatabase.rows(
            """
            select s.rule, s.raised_at, c.cleared_at from signal s left join signal_clearing c using (signal_id)
            order by s.raised_at, s.rule
            """, in: conninfo)
    }

    @Test func whatHoldsIsRaisedOnceAndNotAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            let observations = Observations()
            let judge = job(database, observations)
            let first = try await judge.run(now: morning)
            #expect(first == "1 builds judged by 기본 판정 기준 2, 2 observations raised, 0 cleared")
            let second = try await judge.run(now: morning.adding(seconds: 86_400))
            #expect(second == "1 builds judged by 기본 판정 기준 2, 0 observations raised, 0 cleared")
            #expect(try await signals(conninfo).map { $0[0] } == ["low_active_day_rate", "silent"])
            #expect(
                observations.all == [
                    .signalRaised(buildCode: "B-1", rule: .lowActiveDayRate),
                    .signalRaised(buildCode: "B-1", rule: .silent),
                ])
        }
    }

    /// So it is where a former version held a build without a key for silent.
    @Test func whatIsOpenOfABuildWithoutAKeyIsCleared() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            _ = try await job(database).run(now: morning)
            _ = try await MigratedDatabase.rows("delete from key", in: conninfo)
            let next = try await job(database).run(now: morning.adding(seconds: 86_400))
            #expect(next == "0 builds judged by 기본 판정 기준 2, 0 observations raised, 2 cleared")
            let cleared = try await MigratedDatabase.rows(
                "select distinct reason from signal_clearing", in: conninfo)
            #expect(cleared == [["사용을 기대할 수 있는 날이 아직 없습니다."]])
        }
    }

    @Test func twoJudgesAtOnceRaiseEachFindingOnce() async throws {
        try await MigratedDatabase.with(connections: 8) { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await job(database).run(now: morning) } }
                try await group.waitForAll()
            }
            #expect(try await signals(conninfo).count == 2)
            let mails = try await MigratedDatabase.rows("select count(*) from outbox", in: conninfo)
            #expect(mails == [["2"]])
        }
    }

    @Test func theEvidenceIsFrozenWithAllThatItStandsOn() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            _ = try await job(database).run(now: morning)
            func evidence(_ rule: String, _ keys: [String]) async throws -> [String?] {
                let columns = keys.map { "evidence ->> '\($0)'" }.joined(separator: ", ")
                return try await MigratedDatabase.rows(
                    "select \(columns) from signal where rule = '\(rule)'", in: conninfo
                ).first ?? []
            }
            let common = [
                "policy", "policy_version", "policy_approver", "policy_label", "code_version", "as_of",
            ]
            for rule in ["silent", "low_active_day_rate"] {
                #expect(
                    try await evidence(rule, common) == [
                        "기본 판정 기준", "2", "approver", "공식 기준값 없음: 기관이 정해야 하는 값", "9.9.9",
                        "2026-03-17T06:10:00.000+09:00",
                    ])
            }
            let figures = [
                "numerator", "denominator", "threshold", "expected_days", "window_from", "window_to",
            ]
            #expect(
                try await evidence("low_active_day_rate", figures) == [
                    "12", "27", "0.5", "27", "2026-01-31", "2026-07-30",
                ])
            #expect(
                try await evidence("silent", figures + ["last_sign"]) == [
                    "15", nil, "10.0", "15", "2026-02-21", "2026-03-16", "2026-02-20",
                ])
            let excluded = try await MigratedDatabase.rows(
                """
                select s.rule, e ->> 'reason', count(*), min(e ->> 'day'), max(e ->> 'name')
                from signal s, jsonb_array_elements(s.evidence -> 'excluded_days') e
                where e ->> 'reason' <> 'not_over' group by 1, 2 order by 1, 2
                """, in: conninfo)
            #expect(
                excluded == [
                    ["low_active_day_rate", "holiday", "4", "2026-02-16", "설날 연휴"],
                    ["low_active_day_rate", "rest_day", "14", "2026-01-31", nil],
                    ["silent", "holiday", "1", "2026-03-02", "삼일절 대체공휴일"],
                    ["silent", "rest_day", "8", "2026-02-21", nil],
                ])
        }
    }

    @Test func aSignalIsClearedWhenUseReturnsAndMayBeRaisedAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            let observations = Observations()
            let judge = job(database, observations)
            _ = try await judge.run(now: morning)
            try await database.receive([build.record(at: instant("2026-03-17 09:00"))])
            let next = instant("2026-03-18 06:10")
            try await database.aggregateAll(now: next)
            let text = try await judge.run(now: next)
            #expect(text.hasSuffix("0 observations raised, 1 cleared"))
            #expect(
                try await signals(conninfo) == [
                    ["low_active_day_rate", "2026-03-17 06:10:00+09", nil],
                    ["silent", "2026-03-17 06:10:00+09", "2026-03-18 06:10:00+09"],
                ])
            #expect(observations.all.last == .signalCleared(buildCode: "B-1", rule: .silent))
            let ended = try await MigratedDatabase.rows(
                "select evidence ->> 'numerator', evidence ->> 'threshold' from signal_clearing", in: conninfo
            )
            #expect(ended == [["0", "10.0"]])
            let later = instant("2026-04-10 06:10")
            #expect(try await judge.run(now: later).contains("1 observations raised"))
            #expect(try await signals(conninfo).map { $0[0] } == ["low_active_day_rate", "silent", "silent"])
        }
    }

    @Test func onlyTheAgencyHearsOfIt() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            _ = try await job(database, recipients: staff + staff).run(now: morning)
            let recipients = try await MigratedDatabase.rows(
                "select distinct recipient from outbox_recipient order by 1", in: conninfo)
            #expect(recipients == [["second@agency.example"], ["staff@agency.example"]])
            let mails = try await MigratedDatabase.rows(
                """
                select s.rule, o.idempotency_key = 'signal-' || s.signal_id, o.kind, o.created_at = s.raised_at, o.subject,
                    position('https://monitor.agency.example/builds/B-1' in o.body) > 0,
                    position(s.reason in o.body) > 0
                from outbox o join signal s using (signal_id) order by s.rule
                """, in: conninfo)
            let subject = "[확인 필요] 가상정밀 구축 건(B-1) 사용 로그 관찰 결과 안내"
            #expect(
                mails
                    == ["low_active_day_rate", "silent"].map {
                        [$0, "t", "observation", "t", subject, "t", "t"]
                    })
        }
    }

    @Test func withoutRecipientsASignalIsOnlyShown() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            _ = try await job(database, recipients: []).run(now: morning)
            #expect(try await signals(conninfo).count == 2)
            #expect(try await MigratedDatabase.rows("select 1 from outbox", in: conninfo).isEmpty)
            let status = try await database.figures.status(of: "B-1", for: .unrestricted, now: morning)
            #expect(status?.signals?.count == 2)
            let listed = try await database.lines(now: morning)
            #expect(listed.first { $0.code == "B-1" }?.openSignals == 2)
        }
    }

    @Test func aSignalAndItsMessageAreStoredTogetherOrNotAtAll() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let build = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            let policy = try #require(try await database.policies.inForce(on: morning.day))
            let page = try await database.judging.buildsToJudge(
                after: 0, limit: 1,
                JudgedSpans([day("2026-01-01")...day("2026-03-16")], readsStarts: true), today: morning.day,
                now: morning)
            let judged = try #require(page.builds.first)
            let moment = try #require(JudgedMoment(judged.build, today: morning.day))
            let outcomes = judge(moment, by: policy.policy, peers: nil)
            let finding = try #require(outcomes.first { $0.verdict == .raise })
            await #expect(throws: (any Error).self) {
                _ = try await database.signals.raise(
                    finding, build: build.id, policy: policy, evidence: "{}", now: morning
                ) { id in
                    OutboxMessage(
                        idempotencyKey: "signal-\(id)", kind: "observation", subject: "제목", body: "본문",
                        recipients: ["twice@agency.example", "twice@agency.example"])
                }
            }
            #expect(try await signals(conninfo).isEmpty)
            #expect(try await MigratedDatabase.rows("select 1 from outbox", in: conninfo).isEmpty)
        }
    }

    struct Unjudged: Sendable, CustomTestStringConvertible {
        let name: String
        let changes: [String: String]
        var effectiveFrom: String? = "2021-01-01"
        var testDescription: String { name }
    }

    @Test(
        "nothing is raised",
        arguments: [
            Unjudged(name: "without a policy", changes: [:], effectiveFrom: nil),
            Unjudged(name: "before the policy takes effect", changes: [:], effectiveFrom: "2026-03-18"),
            Unjudged(
                name: "while the solution is being built",
                changes: ["completed_on": "", "collect_from": "2025-05-02"]),
            Unjudged(name: "after the collection window", changes: ["collect_to": "2026-03-16"]),
            Unjudged(
                name: "for a site that was closed all the time",
                changes: ["shutdowns": "2026-02-21~2026-03-31"]),
        ])
    func unjudged(_ example: Unjudged) async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(example.changes, now: morning)
            if let from = example.effectiveFrom {
                try await database.shippedPolicy(
                    now: morning, ["effective_from: 2021-01-01": "effective_from: \(from)"])
            }
            let text = try await job(database).run(now: morning)
            #expect(try await signals(conninfo).isEmpty, "\(text)")
            if example.effectiveFrom != "2021-01-01" {
                #expect(text == "no policy in force on 2026-03-17: nothing judged")
            }
        }
    }
}
