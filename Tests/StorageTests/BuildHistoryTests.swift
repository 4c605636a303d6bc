import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let now = instant("2026-04-01 10:00")

@Suite struct BuildHistoryTests {
    private func withHistory(
        _ body: @Sendable (_ database: Database, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            let build = try await database.sampleBuild("B-1", seed: 1, now: imported)
            try await database.receive(
                build.records(on: ["2026-02-03", "2026-03-03", "2026-03-04"].map(day)))
            try await database.aggregateAll(now: instant("2026-03-05 10:00"))
            try await database.receive([
                build.record(at: instant("2026-02-04 09:00"), receivedAt: instant("2026-03-20 09:00"))
            ])
            try await database.aggregateAll(now: instant("2026-03-20 10:00"))
            _ = try await database.changes.record(
                [
                    ChangeDraft(
                        code: "B-1", detail: .words(.system, after: "교체"), effectiveOn: day("2026-03-10"),
                        document: DocumentReference(name: "변경 1"))
                ], actor: "tester", now: instant("2026-03-12 10:00"))
            _ = try await MigratedDatabase.rows(
                """
                with p as (
                    insert into policy (name, version, official, author, effective_from, imported_at, source_yaml)
                    values ('x', 1, false, 'a', '2026-01-01', now(), '') returning policy_id
                ), i as (
                    insert into incident (trait, trait_value, trait_name, first_last_sign, last_last_sign, sharing, policy_id,
                        opened_at)
                    select 'region', '41', '경기도', '2026-03-04', '2026-03-04', 9, policy_id, '2026-03-15' from p
                    returning incident_id
                ), m as (
                    insert into incident_build select incident_id, build_id, '2026-03-04' from i, build returning 1
                )
                insert into signal (build_id, policy_id, rule, raised_at, window_from, window_to, reason, evidence, severity)
                select b.build_id, policy_id, 'silent', '2026-03-25', '2026-03-05', '2026-03-24', 'x',
                    '{"threshold": 5}', 'visit'
                from p, build b returning 1
                """, in: conninfo)
            try await body(database, conninfo)
        }
    }

    @Test func theHistoryHoldsWhatHappenedAndWhatWasReceivedByMonth() async throws {
        try await withHistory { database, _ in
            let history = try #require(
                try await database.builds.history(
                    of: "B-1", for: .unrestricted, now: now))
            #expect(history.facts.changes.map(\.after) == ["교체"])
            #expect(history.signals?.map(\.rule) == [.silent])
            #expect(history.incidents?.map(\.traitName) == ["경기도"])
            #expect(history.months.map(\.month) == ["2026-02-01", "2026-03-01"].map(day))
            #expect(history.months.map(\.receipts) == [2, 2])
            #expect(history.months.map(\.late) == [1, 0])
            #expect(history.today == day("2026-04-01"))
            let blind = try await database.builds.history(of: "B-1", for: .of(.exporter), now: now)
            #expect(blind?.months.count == 2)
            #expect(blind?.signals == nil && blind?.incidents == nil && blind?.caseEntries == nil)
            let unknown = try await database.builds.history(
                of: "B-none", for: .unrestricted, now: now)
            #expect(unknown == nil)
        }
    }

    @Test func theHistoryAsOfThenKnowsNothingThatCameLater() async throws {
        try await withHistory { database, _ in
            let then = try #require(
                try await database.builds.history(
                    of: "B-1", for: .unrestricted, now: now,
                    asOf: instant("2026-03-11 10:00")))
            #expect(then.facts.changes.isEmpty && then.signals == [] && then.incidents == [])
            #expect(then.months.map(\.receipts) == [1, 2])
            #expect(then.today == day("2026-03-11"))
        }
    }
}
