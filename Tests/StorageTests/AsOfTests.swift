import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let then = instant("2026-03-17 10:00")
private let later = instant("2026-03-18 10:00")
private let today = then.day
private let document = DocumentReference(name: "문서 1")

/// What was said at an instant stays what was said then, whatever becomes known later.
@Suite struct AsOfTests {
    private func said(
        _ database: Database, now: Timestamp = then, asOf: Timestamp?
    ) async throws -> [BuildFacts?] {
        var facts: [BuildFacts?] = []
        for code in ["B-1", "B-2", "B-3"] {
            facts.append(
                try await database.registry.facts(of: code, for: .unrestricted, now: now, asOf: asOf))
        }
        return facts
    }

    private func draft(_ detail: ChangeDraft.Detail, on text: String) -> ChangeDraft {
        ChangeDraft(code: "B-1", detail: detail, effectiveOn: day(text), document: document)
    }

    /// A world with something of everything, known at `then`.
    private func prepare(_ database: Database) async throws -> (suspension: Int64, changes: [Int64]) {
        try await database.importSample(
            [
                SampleLine(["final_evaluated_on": "2026-08-20", "target_level": "중간1"]),
                SampleLine([
                    "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "2",
                    "shutdowns": "2026-03-09~2026-03-11",
                ]),
            ], now: imported)
        _ = try await database.sampleBuild("B-1", seed: 1, since: day("2026-02-20"), now: imported)
        let suspension = try await database.calendar.declareSuspension(
            of: "B-1", from: day("2026-02-10"), to: nil, document: document, actor: "tester", now: imported)
        let changes = try await database.changes.record(
            [
                draft(.words(.address, after: "옛길 2"), on: "2026-02-20"),
                draft(.period(buildTo: nil, asTo: day("2026-08-30")), on: "2026-03-01"),
                draft(
                    .supplier(number: try BusinessNumber("222-22-22227"), name: "둘째견본", email: nil),
                    on: "2026-03-05"),
            ], actor: "tester", now: imported.adding(seconds: 60))
        return (try #require(suspension), changes.map(\.id))
    }

    /// Every kind of entry becomes another at `later`.
    private func changeEverything(
        _ database: Database, _ conninfo: String, _ known: (suspension: Int64, changes: [Int64])
    ) async throws {
        _ = try await database.calendar.putHoliday(
            Holiday(day: day("2026-03-12"), name: "임시공휴일", kind: .temporary), source: "예시", actor: "tester",
            now: later)
        _ = try await database.calendar.removeHoliday(
            on: day("2026-03-02"), reason: "예시", actor: "tester", now: later)
        _ = try await database.calendar.withdrawSuspension(
            known.suspension, reason: "오기", actor: "tester", now: later)
        _ = try await database.calendar.declareSuspension(
            of: "B-2", from: day("2026-03-16"), to: day("2026-03-20"), document: document, actor: "tester",
            now: later)
        for id in known.changes.reversed() {
            try await database.changes.withdraw(id, reason: "오기", actor: "tester", now: later)
        }
        _ = try await database.changes.record(
            [
                draft(.words(.system, after: "새 MES"), on: "2026-03-02"),
                draft(.period(buildTo: day("2026-03-10"), asTo: nil), on: "2026-03-11"),
                draft(
                    .supplier(number: try BusinessNumber("555-55-55553"), name: "새견본", email: nil),
                    on: "2026-03-06"),
            ], actor: "tester", now: later)
        try await database.importSample(
            [
                SampleLine([
                    "adopter_name": "새이름정밀", "solution": "다라 ERP", "region": "43", "ksic": "C29",
                    "size_class": "소기업", "target_level": "중간2", "confirmed_level": "중간1",
                    "confirmed_on": "2026-03-01", "intake_profile": "LEGACY_10MIN", "site_name": "1공장",
                    "collect_from": "2026-02-15", "collect_to": "2030-01-29", "completed_on": "2026-01-20",
                    "build_from": "2025-05-10", "final_evaluated_on": "2026-09-20", "workdays": "월화수목금토",
                    "works_on_holidays": "Y", "shutdowns": "2026-08-03~2026-08-07", "shifts": "2교대",
                    "programme": "2022-WIN-ADV1", "total_cost": "200000000", "grant": "60000000",
                    "firm_money": "80000000", "lead_number": "666-66-66661", "lead_name": "본보기전자",
                ]),
                SampleLine([
                    "build_code": "B-2", "project_code": "2025-S22-001-000002", "site_serial": "3",
                    "supplier_number": "555-55-55553", "supplier_name": "새견본", "adopter_name": "새이름정밀",
                    "site_name": "3공장",
                ]),
                SampleLine([
                    "build_code": "B-3", "project_code": "2025-S22-001-000003", "site_serial": "4",
                    "adopter_name": "새이름정밀", "site_name": "4공장",
                ]),
            ], now: later)
        _ = try await database.sampleBuild("B-1", seed: 2, since: day("2026-02-16"), now: later)
        _ = try await MigratedDatabase.rows(
            """
            insert into outage (began_at, ended_at, cause, detail, known_at)
            values ('2026-03-05 08:00+09', '2026-03-05 12:00+09', 'crashed', '', '\(later.sqlText)')
            returning outage_id
            """, in: conninfo)
    }

    @Test func whatWasSaidAtAnInstantIsSaidOfItForEver() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let known = try await prepare(database)
            let facts = try await said(database, asOf: nil)
            let calendar = try await database.calendar.sharedCalendar(now: then)
            #expect(try await said(database, asOf: then) == facts, "the present, read as the past")
            try await changeEverything(database, conninfo, known)
            let past = try await said(database, asOf: then)
            #expect(past == facts)
            let pastCalendar = try await database.calendar.sharedCalendar(now: later, asOf: then)
            #expect(pastCalendar.holidays.all == calendar.holidays.all)
            #expect(pastCalendar.outages == calendar.outages)
            let window = day("2026-02-01")...day("2026-03-16")
            for (one, other) in zip(past, facts) {
                #expect(
                    one?.calendar(pastCalendar).expectedDays(in: window, today: today)
                        == other?.calendar(calendar).expectedDays(in: window, today: today))
            }
            // Nothing above may hold because nothing changed.
            let present = try await said(database, now: later, asOf: nil)
            try expectEveryFieldDiffers(try #require(present[0]), try #require(facts[0]))
            #expect(facts[2] == nil && present[2] != nil, "a build is unknown before it is imported")
            #expect(present[1]?.suspensions == [], "declared of the site where it no longer stands")
            #expect(present[1]?.siteName == "3공장" && facts[1]?.siteName == "가상정밀")
            let presentCalendar = try await database.calendar.sharedCalendar(now: later)
            #expect(presentCalendar.holidays.all != calendar.holidays.all)
            #expect(presentCalendar.outages != calendar.outages)
            #expect(try await said(database, asOf: later) == present)
        }
    }

    private func expectEveryFieldDiffers(_ one: BuildFacts, _ other: BuildFacts) throws {
        let same = zip(Mirror(reflecting: one).children, Mirror(reflecting: other).children)
            .filter { "\($0.value)" == "\($1.value)" }.compactMap(\.0.label)
        // Incidents are the judge's, who is not here.
        #expect(
            same.filter { $0 != "incidents" } == [
                "id", "code", "projectCode", "supportType", "adopterNumber",
            ])
        let phases = zip(Mirror(reflecting: one.phases).children, Mirror(reflecting: other.phases).children)
            .filter { "\($0.value)" == "\($1.value)" }.compactMap(\.0.label)
        #expect(phases == [])
    }

    @Test func beforeTheFirstImportThereIsNoBuild() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            let before = try await database.registry.facts(
                of: "B-1", for: .unrestricted, now: Timestamp(day: today), asOf: imported.adding(seconds: -1))
            #expect(before == nil)
            #expect(
                try await database.registry.facts(
                    of: "B-1", for: .unrestricted, now: Timestamp(day: today), asOf: imported) != nil)
        }
    }
}
