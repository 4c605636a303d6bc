import Domain
import Postgres
import Storage
import TestSupport
import Testing

private let imported = instant("2026-01-05 10:00")
private let now = instant("2026-06-17 10:00")
private let span = day("2026-01-31")...day("2026-06-16")

/// Expected days and time to first use begin when collecting could begin.
@Suite struct CollectingFromTests {
    /// B-1: completed on 30 January, collected from the next day; B-2: the same, collected from 2 March.
    private func withBuilds(
        _ body: @Sendable (_ database: Database, _ conninfo: String) async throws -> Void
    ) async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine([
                        "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                        "collect_from": "2026-03-02",
                    ]),
                ], now: imported)
            try await body(database, conninfo)
        }
    }

    private func issue(_ seed: UInt8, to build: String = "B-1", _ database: Database, at: Timestamp)
        async throws
    {
        let key = try await database.keys.add(
            buildCode: build, hash: sampleHash(seed), hint: "abcd", actor: "tester", now: at)
        _ = try #require(key)
    }

    private func collectingFrom(
        _ database: Database, of build: String = "B-1", asOf: Timestamp? = nil
    ) async throws -> Day? {
        try #require(try await database.registry.facts(of: build, for: .unrestricted, now: now, asOf: asOf))
            .collectingFrom
    }

    private func reasons(
        _ database: Database, of build: String = "B-1", asOf: Timestamp? = nil
    ) async throws -> [Exclusion: Int] {
        let kpis = try await database.figures.kpis(
            of: build, window: span, kind: .range, for: .unrestricted, now: now, asOf: asOf)
        let days = try #require(kpis).expectation.excluded
        return Dictionary(grouping: days, by: \.reason).mapValues(\.count)
    }

    @Test func aBuildWithAKeyFromItsDayOfIssueIsExpectedToWorkFromThere() async throws {
        try await withBuilds { database, _ in
            // 21 May in Korea.
            try await issue(1, database, at: instant("2026-05-21 00:30"))
            let build = try await database.sampleBuild("B-1", seed: 2, since: day("2026-05-25"), now: now)
            try await database.receive(build.records(on: [day("2026-05-26")]))
            try await database.aggregateAll(now: now)
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: now))
            #expect(status.facts.collectingFrom == day("2026-05-21"), "the first of its keys counts")
            let kpis = try #require(
                try await database.figures.kpis(
                    of: "B-1", window: span, kind: .range, for: .unrestricted, now: now))
            #expect(kpis.expectation.expected.first == day("2026-05-21"))
            #expect(
                kpis.expectation.excluded.filter { $0.reason == .beforeKey }.map(\.day)
                    == Array(day("2026-01-31")...day("2026-05-20")))
            #expect(kpis.value(.timeToFirstUse)?.numerator == 5, "in place of 116")
            #expect(status.window(.month)?.value(.timeToFirstUse)?.numerator == 5)
        }
    }

    @Test func anImportedKeyExistsSinceItsDayOrFromTheOpeningOfTheWindow() async throws {
        try await withBuilds { database, _ in
            _ = try await database.sampleBuild("B-1", seed: 1, since: day("2026-03-09"), now: now)
            #expect(try await collectingFrom(database) == day("2026-03-09"))
            _ = try await database.sampleBuild("B-1", seed: 2, now: now)
            #expect(try await collectingFrom(database) == day("2026-01-31"))
            _ = try await database.sampleBuild("B-2", seed: 3, since: day("2026-02-02"), now: now)
            #expect(
                try await collectingFrom(database, of: "B-2") == day("2026-03-02"), "the window opens later")
            #expect(try await reasons(database, of: "B-2")[.beforeKey] == nil)
            #expect(try await reasons(database, of: "B-2")[.outsideCollection] == 30)
        }
    }

    @Test func aKnownKeyKeepsItsDayAndAnotherOneIsAProblem() async throws {
        try await withBuilds { database, _ in
            let since = day("2026-03-09")
            let keys = [1, 2].map { seed in
                ImportedKey(
                    buildCode: "B-1", hash: sampleHash(seed), hint: "abcd", since: seed == 1 ? since : nil)
            }
            _ = try await database.keys.importKeys(keys, actor: "tester", now: now)
            let again = try await database.keys.importKeys(keys, actor: "tester", now: now)
            #expect(again.added == 0 && again.problems == [])
            let other = try await database.keys.importKeys(
                keys.reversed().map {
                    ImportedKey(buildCode: "B-1", hash: $0.hash, hint: "abcd", since: day("2026-03-02"))
                }, actor: "tester", now: now)
            #expect(
                other.problems.map(\.reason) == [
                    "since is 2026-03-02, but this key is registered since the opening of the collection window and "
                        + "keeps that; leave the cell empty",
                    "since is 2026-03-02, but this key is registered since 2026-03-09 and keeps that; leave the cell "
                        + "empty",
                ])
            #expect(try await Set(database.keys.list(of: "B-1").map(\.existedFrom)) == [since, nil])
        }
    }

    @Test func withoutAKeyNothingIsExpectedAndNothingIsJudged() async throws {
        try await withBuilds { database, _ in
            #expect(try await collectingFrom(database) == nil)
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: now))
            #expect(status.calendar.firstPossibleDay == nil)
            let month = try #require(status.window(.month))
            #expect(month.value(.silence)?.value == nil)
            #expect(month.value(.timeToFirstUse)?.value == nil)
            #expect(month.expectation.expected == [])
            #expect(try await reasons(database) == [.beforeKey: 137])
            let lines = try await database.lines(now: now)
            #expect(lines.map(\.silence) == [nil, nil])
            #expect(lines.map(\.expectedDays) == [0, 0])
            let spans = JudgedSpans([span], readsStarts: true)
            let page = try await database.judging.buildsToJudge(
                after: 0, limit: 10, spans, today: now.day, now: now)
            #expect(page.builds.isEmpty)
            try await issue(1, database, at: now.adding(seconds: -2 * 86_400))
            let next = try await database.judging.buildsToJudge(
                after: 0, limit: 10, spans, today: now.day, now: now)
            #expect(next.builds.map(\.build.facts.code) == ["B-1"])
        }
    }

    @Test func aBuildWithoutAKeyIsATaskOfTheAgencyAfterTheDaysOfThePolicy() async throws {
        try await withBuilds { database, _ in
            try await database.importSample(
                [
                    // Completed on 2 February; not completed; past its collection window.
                    SampleLine([
                        "build_code": "B-3", "project_code": "2025-S22-001-000003", "site_serial": "3",
                        "build_to": "2026-02-02", "completed_on": "2026-02-02",
                    ]),
                    SampleLine([
                        "build_code": "B-4", "project_code": "2025-S22-001-000004", "site_serial": "4",
                        "completed_on": "", "collect_from": "",
                    ]),
                    SampleLine([
                        "build_code": "B-5", "project_code": "2025-S22-001-000005", "site_serial": "5",
                        "collect_to": "2026-02-12",
                    ]),
                ], now: imported)
            func listed(_ today: String, limit: Int = 10) async throws -> ([String], Int) {
                let missing = try await database.signals.missingKeys(
                    on: day(today), limit: limit, for: .unrestricted)
                #expect(missing.dueDays == Policy.standardKeyDueDays, "no policy is in force")
                return (
                    missing.builds.map { "\($0.code) \(missing.daysSinceCompletion(of: $0))" }, missing.count
                )
            }
            #expect(try await listed("2026-02-12") == ([], 0))
            #expect(try await listed("2026-02-13") == (["B-1 14", "B-2 14"], 2))
            #expect(try await listed("2026-02-16") == (["B-1 17", "B-2 17", "B-3 14"], 3))
            #expect(try await listed("2026-02-16", limit: 1) == (["B-1 17"], 3))
            try await issue(1, database, at: now)
            #expect(try await listed("2026-02-16") == (["B-2 17", "B-3 14"], 2))
        }
    }

    @Test func theFirstKeyChangesClosedWindowsAndALaterOneDoesNot() async throws {
        try await withBuilds { database, conninfo in
            try await issue(1, database, at: instant("2026-03-16 10:00"))
            try await database.closeAllWindows(now: instant("2026-05-01 00:15"))
            try await database.recomputeWindows(now: instant("2026-05-01 00:15"))
            func march() async throws -> [WindowVersion] {
                try await database.windows.versions(of: "B-1").filter {
                    $0.kpis.kind == .month && $0.kpis.days.lowerBound == day("2026-03-01")
                }
            }
            #expect(try await march().map(\.kpis.expectation.expected.count) == [12])
            try await issue(2, database, at: instant("2026-05-04 10:00"))
            #expect(
                try await MigratedDatabase.rows("select cause from window_touch", in: conninfo).isEmpty)
            _ = try await database.sampleBuild(
                "B-1", seed: 3, since: day("2026-03-11"), now: instant("2026-05-04 11:00"))
            try await database.recomputeWindows(now: instant("2026-05-04 11:15"))
            #expect(try await march().map(\.kpis.expectation.expected.count) == [12, 15])
            #expect(try await march().map(\.reason) == ["first close", "key registered: key 3"])
            // What was said before is still said of it.
            let before = try await database.figures.kpis(
                of: "B-1", window: day("2026-03-01")...day("2026-03-31"), for: .unrestricted, now: now,
                asOf: instant("2026-05-04 10:30"))
            #expect(before?.expectation.expected.count == 12)
        }
    }

    @Test func whatWasKnownOfKeysIsKnownOfItForEver() async throws {
        try await withBuilds { database, _ in
            try await issue(1, database, at: instant("2026-05-21 10:00"))
            _ = try await database.sampleBuild(
                "B-1", seed: 2, since: day("2026-03-09"), now: instant("2026-06-01 10:00"))
            #expect(try await collectingFrom(database, asOf: instant("2026-05-21 09:59")) == nil)
            #expect(
                try await collectingFrom(database, asOf: instant("2026-05-21 10:00")) == day("2026-05-21"))
            #expect(
                try await collectingFrom(database, asOf: instant("2026-06-01 10:00")) == day("2026-03-09"))
        }
    }

    @Test func aDatabaseThatHadBuildsAnswersAsOfEarlierByTheRuleOfThen() async throws {
        try await withBuilds { database, conninfo in
            #expect(
                try await MigratedDatabase.rows("select what from kpi_definition_change", in: conninfo)
                    .isEmpty,
                "a fresh database knew no other rule")
            try await issue(1, database, at: instant("2026-05-21 00:30"))
            _ = try await database.sampleBuild("B-2", seed: 2, now: instant("2026-05-21 00:30"))
            // As it was before the migration.
            _ = try await MigratedDatabase.rows(
                """
                alter table key drop column existed_from;
                drop table kpi_definition_change;
                drop function build_facts(date);
                delete from schema_migration where path = 'migrations/0023_collecting_from.sql'
                """, in: conninfo)
            let migrated = instant("2026-06-10 10:00")
            _ = try await Migrator(files: database.files, conninfo: conninfo).migrate(
                dryRun: false, now: migrated)
            #expect(try await database.keys.list(of: nil).map(\.existedFrom) == [day("2026-05-21"), nil])
            for (asOf, before) in [
                (instant("2026-03-10 10:00"), true), (migrated.adding(seconds: -1), true), (migrated, false),
            ] {
                let kpis = try #require(
                    try await database.figures.kpis(
                        of: "B-1", window: day("2026-02-01")...day("2026-02-28"), kind: .range,
                        for: .unrestricted, now: now,
                        asOf: asOf))
                #expect(kpis.expectation.expected.isEmpty != before, "\(asOf)")
                #expect(kpis.expectation.excluded.contains { $0.reason == .beforeKey } != before, "\(asOf)")
            }
            // Completion alone is the base of the old figure, and not the opening of the window.
            #expect(
                try await collectingFrom(database, of: "B-2", asOf: migrated.adding(seconds: -1))
                    == day("2026-01-30"))
            #expect(try await collectingFrom(database, of: "B-2", asOf: migrated) == day("2026-03-02"))
        }
    }
}
