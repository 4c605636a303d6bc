import Domain
import Foundation
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let now = instant("2026-04-01 10:00")
private let march = day("2026-03-01")...day("2026-03-31")

/// A Tuesday that no law makes a holiday.
private let sudden = Holiday(day: day("2026-03-17"), name: "임시공휴일", kind: .temporary)

@Suite struct HolidayTests {
    private func expectedDays(_ database: Database, asOf: Timestamp? = nil) async throws -> ExpectedDays {
        let facts = try #require(
            try await database.registry.facts(of: "B-1", for: .unrestricted, now: now, asOf: asOf))
        let shared = try await database.calendar.sharedCalendar(now: now, asOf: asOf)
        return facts.calendar(shared).expectedDays(in: march, today: now.day)
    }

    private func enter(_ holiday: Holiday, _ database: Database, at time: Timestamp) async throws -> Bool {
        try await database.calendar.putHoliday(
            holiday, source: "국무회의 의결 (예시)", actor: "tester", now: time)
    }

    /// Loads `sql/seed/holidays.csv` with other rows.
    private func loadSeed(_ rows: [String], _ conninfo: String, at time: Timestamp) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "seed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: TestDatabase.root.appending(path: "sql"), to: folder)
        let text = (["date,name,kind,source"] + rows).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: folder.appending(path: "seed/holidays.csv"))
        _ = try await Migrator(files: try SQLFiles(directory: folder.path), conninfo: conninfo)
            .migrate(dryRun: false, now: time)
    }

    @Test func aHolidayAddedLateTakesItsDayOutOfTheExpectedDays() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await database.sampleBuild("B-1", seed: 1, now: imported)
            let before = try await expectedDays(database)
            #expect(before.expected.contains(sudden.day))
            #expect(try await enter(sudden, database, at: now))
            let after = try await expectedDays(database)
            #expect(after.expected == before.expected.filter { $0 != sudden.day })
            let excluded = try #require(after.excluded.first { $0.day == sudden.day })
            #expect(excluded.reason == .holiday && excluded.name == "임시공휴일")
            #expect(try await expectedDays(database, asOf: now.adding(seconds: -1)) == before)
            #expect(try await expectedDays(database, asOf: now) == after)
        }
    }

    @Test func enteringTheSameAgainChangesNothing() async throws {
        try await MigratedDatabase.with { database, conninfo in
            #expect(try await enter(sudden, database, at: now))
            #expect(try await enter(sudden, database, at: now.adding(seconds: 60)) == false)
            let renamed = Holiday(day: sudden.day, name: "다른 이름", kind: .temporary)
            #expect(try await enter(renamed, database, at: now.adding(seconds: 120)))
            let versions = try await MigratedDatabase.rows(
                """
                select version, state ->> 'name', actor from registry_version
                where entity = 'holiday' and entity_key = '2026-03-17' order by version
                """, in: conninfo)
            #expect(versions == [["1", "임시공휴일", "tester"], ["2", "다른 이름", "tester"]])
            let audited = try await MigratedDatabase.rows(
                "select count(*) from audit_event where action = 'holiday add'", in: conninfo)
            #expect(audited == [["2"]])
        }
    }

    @Test func aRemovedHolidayIsAWorkingDayAgainAndWasNoneBefore() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await database.sampleBuild("B-1", seed: 1, now: imported)
            let substitute = day("2026-03-02")
            let name = try await database.calendar.removeHoliday(
                on: substitute, reason: "오기", actor: "tester", now: now)
            #expect(name == "삼일절 대체공휴일")
            #expect(try await expectedDays(database).expected.contains(substitute))
            let then = try await expectedDays(database, asOf: now.adding(seconds: -1))
            #expect(!then.expected.contains(substitute))
            let again = try await database.calendar.removeHoliday(
                on: substitute, reason: "오기", actor: "tester", now: now)
            #expect(again == nil)
        }
    }

    @Test func theSeedFileLeavesAloneWhatTheAgencyEnteredOrRemoved() async throws {
        try await MigratedDatabase.with { database, conninfo in
            #expect(try await enter(sudden, database, at: now))
            _ = try await database.calendar.removeHoliday(
                on: day("2026-03-02"), reason: "오기", actor: "tester", now: now)
            try await loadSeed(
                [
                    "2026-03-02,삼일절 대체공휴일,substitute,규정", "2026-03-17,다른 이름,statutory,규정",
                    "2026-05-05,어린이날(고침),statutory,규정", "2031-01-01,신정,statutory,규정",
                ], conninfo, at: now.adding(seconds: 3_600))
            let table = try await database.calendar.sharedCalendar(now: now).holidays
            #expect(table.name(on: day("2026-03-02")) == nil)
            #expect(table.name(on: sudden.day) == "임시공휴일")
            #expect(table.name(on: day("2026-05-05")) == "어린이날(고침)")
            #expect(table.name(on: day("2031-01-01")) == "신정")
            #expect(table.name(on: day("2026-12-25")) != nil, "the file removes nothing")
            let listed = try await database.calendar.holidays(year: 2026).filter(\.isEntered).map(\.holiday)
            #expect(listed == [sudden])
            let before = try await database.calendar.sharedCalendar(now: now, asOf: now).holidays
            #expect(before.name(on: day("2026-05-05")) == "어린이날")
            #expect(before.name(on: day("2031-01-01")) == nil)
        }
    }

    /// A site that works on Saturdays, around Chuseok Saturday and 개천절 Saturday.
    @Test func holidaysOnSaturdaysAreHolidaysWhereTheSiteWorksThen() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine(["workdays": "월화수목금토"])], now: imported)
            _ = try await database.sampleBuild("B-1", seed: 1, now: imported)
            let autumn = instant("2026-10-08 06:00")
            let facts = try #require(
                try await database.registry.facts(of: "B-1", for: .unrestricted, now: autumn))
            let days = facts.calendar(try await database.calendar.sharedCalendar(now: autumn))
                .expectedDays(in: day("2026-09-15")...day("2026-10-07"), today: autumn.day)
            #expect(days.expected.count == 15)
            #expect(
                days.excluded.filter { $0.reason == .holiday }.map { "\($0.day) \($0.name ?? "")" } == [
                    "2026-09-24 추석 연휴", "2026-09-25 추석", "2026-09-26 추석 연휴", "2026-10-03 개천절",
                    "2026-10-05 개천절 대체공휴일",
                ])
        }
    }

    /// PyPI `holidays` 0.109, which is made from the same laws by others.
    @Test func theSeedDiffersFromThePackageOnlyWhereASourceSaysSo() async throws {
        let printed = try await PythonScript.output(
            of: "import holidays\nprint(*sorted(holidays.SouthKorea(years=range(2019, 2031))))",
            needs: "holidays==0.109")
        let package = Set(printed.split(whereSeparator: \.isWhitespace).map(String.init))
        let seed = try await MigratedDatabase.with { database, _ in
            Set(try await database.calendar.holidays().map(\.holiday.day.description))
        }
        #expect(package.count > 200)
        #expect(package.subtracting(seed) == [])
        // 근로자의 날 제정에 관한 법률: until 2025 a paid day off of workers and no public holiday; the package has it in
        // its category `bank`.
        #expect(seed.subtracting(package) == Set((2019...2025).map { "\($0)-05-01" }))
    }

    @Test func everyHolidayAndProgrammeOfTheSeedHasAVersion() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let missing = try await MigratedDatabase.rows(
                """
                select day::text from holiday h where not exists (
                    select from registry_version v where v.entity = 'holiday'
                        and v.entity_key = h.day::text and v.state = to_jsonb(h))
                union all
                select code from programme g where not exists (
                    select from registry_version v where v.entity = 'programme' and v.entity_key = g.code
                        and v.state = to_jsonb(g))
                """, in: conninfo)
            #expect(missing == [])
            let shared = try await database.calendar.sharedCalendar(now: now, asOf: now)
            #expect(!shared.holidays.all.isEmpty)
        }
    }
}
