import Domain
import Storage
import TestSupport
import Testing

@testable import Jobs

/// A Tuesday.
private let morning = instant("2026-03-17 06:10")

/// What the judge froze comes back to the pages.
@Suite(.heavy, .timeLimit(.minutes(2))) struct ObservationReadingTests {
    private func judge(_ database: Database) -> JudgeJob {
        JudgeJob(
            database: database, alerts: AlertAddresses(recipients: [], publicURL: ""), codeVersion: "test",
            observe: { _ in })
    }

    @Test func aSignalIsReadWithTheEvidenceThatWasFrozen() async throws {
        try await MigratedDatabase.with { database, _ in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            _ = try await judge(database).run(now: morning)
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: morning))
            let signals = try #require(status.signals)
            #expect(signals.count == 2)
            for signal in signals {
                #expect(signal.evidence.explanations.map(\.explanation) == InnocentExplanation.allCases)
                #expect(
                    !signal.evidence.explanations.contains { $0.outcome == .applies || $0.detail.isEmpty })
                #expect(signal.evidence.coverage == 1)
                #expect(signal.evidence.policyEffectiveFrom != nil)
                #expect(signal.evidence.policyApprover != nil)
            }
            let rate = try #require(signals.first { $0.rule == .lowActiveDayRate })
            #expect(rate.evidence.expectedDays == rate.denominator)
            #expect(
                try await database.signals.openObservations(for: .unrestricted) == [
                    .silent: 1, .lowActiveDayRate: 1,
                ])
        }
    }

    @Test func evidenceOfAnOlderVersionIsReadAsFarAsItGoes() async throws {
        try await MigratedDatabase.with { database, conninfo in
            _ = try await database.fadingBuild(now: morning)
            try await database.shippedPolicy(now: morning)
            _ = try await judge(database).run(now: morning)
            _ = try await MigratedDatabase.rows(
                """
                insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence)
                select build_id, policy_id, 'silent', raised_at - interval '60 days', window_from, window_to, reason,
                    '{"threshold": 10, "value": 12, "numerator": 12, "denominator": null}'
                from signal where rule = 'silent'
                """, in: conninfo)
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: morning))
            let old = try #require(status.signals?.last)
            #expect(old.evidence == .none)
            #expect(old.severity == .review)
            #expect(old.numerator == 12)
        }
    }

    @Test func aBuildKnowsTheIncidentsThatItWasIn() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let fleet = try await SampleFleet(60, in: database, conninfo)
            try await database.shippedPolicy(now: morning)
            try await fleet.use(
                day("2026-01-31")...day("2026-02-27"), where: "extract(isodow from d) < 6 and n < 60")
            _ = try await judge(database).run(now: morning)
            let facts = try #require(
                try await database.registry.facts(of: "B-1", for: .unrestricted, now: morning))
            let incident = try #require(
                try await database.builds.incidents(ofBuild: facts.id, for: .unrestricted, now: morning).first
            )
            #expect(incident.traitName == "전체 사업장(수집 서비스·망·달력)")
            #expect(incident.members == 59)
            #expect(incident.from == day("2026-02-28"))
            #expect(incident.endedOn == nil)
            let stranger = try #require(
                try await database.registry.facts(of: "B-60", for: .unrestricted, now: morning))
            #expect(
                try await database.builds.incidents(ofBuild: stranger.id, for: .unrestricted, now: morning)
                    .isEmpty)
            _ = try await database.incidents.end(
                incident.id, on: day("2026-03-16"), by: "담당자", reason: "방화벽 교체", now: morning)
            let ended = try await database.builds.incidents(
                ofBuild: facts.id, for: .unrestricted, now: morning)
            #expect(ended.map(\.endedOn) == [day("2026-03-16")])
            #expect(ended.map(\.endReason) == ["방화벽 교체"])
        }
    }
}
