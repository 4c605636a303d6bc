import Domain
import Storage
import TestSupport
import Testing

private let imported = instant("2026-02-02 10:00")
private let now = instant("2026-04-01 10:00")
private let document = DocumentReference(name: "협약변경 승인 2026-12")
private let project = "2025-S22-001-000001"

private func draft(
    _ detail: ChangeDraft.Detail, on text: String, code: String = "B-1", before: String? = nil
) -> ChangeDraft {
    ChangeDraft(code: code, detail: detail, before: before, effectiveOn: day(text), document: document)
}

private func supplier(_ number: String, _ name: String, on text: String) throws -> ChangeDraft {
    draft(.supplier(number: try BusinessNumber(number), name: name, email: "new@supplier.example"), on: text)
}

@Suite struct ChangeTests {
    private func suppliers(_ database: Database, on days: [String]) async throws -> [String?] {
        var found: [String?] = []
        for text in days {
            found.append(
                try await database.registry.facts(
                    of: "B-1", for: .unrestricted, now: Timestamp(day: day(text)))?
                    .supplierNumber)
        }
        return found
    }

    private func record(_ database: Database, _ drafts: [ChangeDraft], at time: Timestamp = now) async throws
        -> [RecordedChange]
    {
        try await database.changes.record(drafts, actor: "tester", now: time)
    }

    private func refusals(_ database: Database, _ drafts: [ChangeDraft]) async throws -> [String] {
        let refused = await #expect(throws: ChangesRefused.self) {
            _ = try await record(database, drafts)
        }
        return refused?.refusals.map(\.reason) ?? []
    }

    @Test func aSupplierChangeRoutesFromItsDate() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            let recorded = try await record(database, [try supplier("555-55-55553", "새견본", on: "2026-05-01")])
            #expect(recorded.map(\.changeClass) == [.approval])
            #expect(
                try await suppliers(database, on: ["2026-04-30", "2026-05-01"]) == [
                    "4444444444", "5555555553",
                ])
            let eve = instant("2026-04-30 23:59")
            #expect(try await database.lines(for: .supplier("4444444444"), now: eve).map(\.code) == ["B-1"])
            #expect(try await database.lines(for: .supplier("5555555553"), now: eve).isEmpty)
            let midnight = instant("2026-05-01 00:00")
            #expect(try await database.lines(for: .supplier("4444444444"), now: midnight).isEmpty)
            #expect(
                try await database.lines(for: .supplier("5555555553"), now: midnight).map(\.code) == ["B-1"])
            let mail = try await MigratedDatabase.rows(
                "select name, email from company where number = '5555555553'", in: conninfo)
            #expect(mail == [["새견본", "new@supplier.example"]])
            let change = try #require(try await database.changes.list(of: "B-1").first?.change)
            #expect(change.korean == "공급기업 변경(승인): 견본소프트 (444-44-44444) → 새견본 (555-55-55553)")
            #expect(change.buildCode == nil, "a supplier is of the whole project")
        }
    }

    @Test func aRegistryFileDoesNotUndoASupplierChangeAndSaysSo() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await record(database, [try supplier("555-55-55553", "새견본", on: "2026-03-20")])
            let old = try await database.importSample([SampleLine()], now: now.adding(seconds: 60))
            #expect(
                old.map { "\($0.entity) \($0.key) \($0.difference)" } == [
                    "change \(project) supplier_number: the file says 4444444444, the recorded change 5555555553"
                ])
            #expect(
                try await suppliers(database, on: ["2026-03-19", "2026-03-20", "2026-04-02"]) == [
                    "4444444444", "5555555553", "5555555553",
                ])
            let new = SampleLine([
                "supplier_number": "555-55-55553", "supplier_name": "새견본", "supplier_email": "",
            ])
            #expect(try await database.importSample([new], now: now.adding(seconds: 120)) == [])
        }
    }

    @Test func aWithdrawnSupplierChangeGivesTheOldOneBackAndTheFileCountsAgain() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            let recorded = try await record(
                database,
                [
                    try supplier("555-55-55553", "새견본", on: "2026-03-20"),
                    try supplier("222-22-22227", "셋째견본", on: "2026-03-25"),
                ])
            let ids = recorded.map(\.id)
            await #expect(throws: ChangeNotWithdrawn.laterChange(ids[1])) {
                try await database.changes.withdraw(ids[0], reason: "오기", actor: "tester", now: now)
            }
            for id in ids.reversed() {
                try await database.changes.withdraw(
                    id, reason: "오기", actor: "tester", now: now.adding(seconds: id))
            }
            #expect(
                try await suppliers(database, on: ["2026-03-20", "2026-04-02"]) == [
                    "4444444444", "4444444444",
                ])
            let parties = try await MigratedDatabase.rows(
                "select valid_from, valid_to from party where role = 'supplier'", in: conninfo)
            #expect(parties == [["2025-05-02", nil]])
            await #expect(throws: ChangeNotWithdrawn.unknown) {
                try await database.changes.withdraw(ids[0], reason: "오기", actor: "tester", now: now)
            }
            let other = SampleLine(["supplier_number": "555-55-55553", "supplier_name": "새견본"])
            let changes = try await database.importSample([other], now: now.adding(seconds: 600))
            #expect(changes.contains { $0.entity == "party" })
            #expect(try await database.changes.list().map { $0.withdrawal?.reason } == ["오기", "오기"])
        }
    }

    @Test func theDayOfTheApprovalCorrectsTheDayOfAnEarlierImport() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            let new = SampleLine(["supplier_number": "555-55-55553", "supplier_name": "새견본"])
            try await database.importSample([new], now: instant("2026-03-30 10:00"))
            let days = ["2026-03-19", "2026-03-20", "2026-03-30"]
            #expect(try await suppliers(database, on: days) == ["4444444444", "4444444444", "5555555553"])
            _ = try await record(database, [try supplier("555-55-55553", "새견본", on: "2026-03-20")])
            #expect(try await suppliers(database, on: days) == ["4444444444", "5555555553", "5555555553"])
        }
    }

    @Test func theFirstSupplierOfABuildThatHadNoneCountsFromItsChangeAndMayBeWithdrawn() async throws {
        try await MigratedDatabase.with { database, _ in
            let none = SampleLine(["supplier_number": "", "supplier_name": "", "supplier_email": ""])
            try await database.importSample([none], now: imported)
            let id = try await record(database, [try supplier("555-55-55553", "새견본", on: "2026-03-20")])[0].id
            #expect(try await suppliers(database, on: ["2026-03-19", "2026-03-20"]) == [nil, "5555555553"])
            let later = now.adding(seconds: 60)
            try await database.changes.withdraw(id, reason: "오기", actor: "tester", now: later)
            #expect(try await suppliers(database, on: ["2026-03-20"]) == [nil])
            let known = try await database.registry.facts(of: "B-1", for: .unrestricted, now: now, asOf: now)
            #expect(known?.supplierNumber == "5555555553")
            let withdrawn = try await database.registry.facts(
                of: "B-1", for: .unrestricted, now: now, asOf: later)
            #expect(withdrawn?.supplierNumber == nil)
        }
    }

    @Test func anExtensionMovesTheEndOfTheIntensiveASPhaseFromItsDate() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine(["final_evaluated_on": "2026-08-20"])], now: imported)
            let eve = try #require(try await database.registry.facts(of: "B-1", for: .unrestricted, now: now))
            #expect(eve.phases.asTo == day("2026-07-30"))
            let recorded = try await record(
                database, [draft(.period(buildTo: day("2026-04-30"), asTo: nil), on: "2026-05-01")])
            #expect(recorded.map(\.changeClass) == [.confirmation], "of 2022 on")
            let before = try await database.registry.facts(
                of: "B-1", for: .unrestricted, now: Timestamp(day: day("2026-04-30")))
            #expect(before?.phases == eve.phases)
            let after = try #require(
                try await database.registry.facts(
                    of: "B-1", for: .unrestricted, now: Timestamp(day: day("2026-05-01"))))
            #expect(after.phases.buildTo == day("2026-04-30"))
            #expect(after.phases.asTo == day("2026-10-30"), "the new end of the build and six months")
            #expect(after.phases.phase(on: day("2026-08-21")) == .intensiveAS)
            #expect(after.phases.phase(on: day("2026-10-31")) == .afterCare)
            let status = try await database.figures.status(
                of: "B-1", for: .unrestricted, now: instant("2026-09-01 10:00"))
            #expect(status?.phase == .intensiveAS)
            let kept = try await database.importSample(
                [SampleLine(["final_evaluated_on": "2026-08-20", "as_to": "2026-09-30"])],
                now: instant("2026-05-02 10:00"))
            #expect(
                kept.last?.difference == "as_to: the file says 2026-09-30, the recorded change 2026-10-30")
            let still = try await database.registry.facts(
                of: "B-1", for: .unrestricted, now: Timestamp(day: day("2026-05-02")))
            #expect(still?.phases.asTo == day("2026-10-30"))
            try await database.changes.withdraw(recorded[0].id, reason: "오기", actor: "tester", now: now)
            let restored = try await database.registry.facts(
                of: "B-1", for: .unrestricted, now: Timestamp(day: day("2026-05-02")))
            #expect(restored?.phases.asTo == day("2026-09-30"))
        }
    }

    @Test func theMonthsOfTheIntensiveASPhaseAreThoseOfTheProgramme() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: imported)
            _ = try await MigratedDatabase.rows(
                """
                with a as (update project set as_to = null),
                    b as (update programme set as_months = 9 where code = '2022-GEN-ADV1')
                select 1
                """, in: conninfo)
            let facts = try await database.registry.facts(of: "B-1", for: .unrestricted, now: now)
            #expect(facts?.phases.asTo == day("2026-10-30"))
        }
    }

    @Test func anAddressMoveAndASystemChangeAreThereAsExplanations() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine(), SampleLine(["build_code": "B-2"])], now: imported)
            _ = try await record(
                database,
                [
                    draft(.words(.address, after: "경기도 보기시 새길 1"), on: "2026-03-10", before: "경기도 가상시 옛길 1"),
                    draft(.words(.system, after: "나다 MES"), on: "2026-03-20"),
                    draft(.words(.account, after: "다른 은행"), on: "2026-03-15"),
                ])
            let facts = try #require(
                try await database.registry.facts(of: "B-1", for: .unrestricted, now: now))
            let march = day("2026-03-01")...day("2026-03-31")
            #expect(facts.changesExplainingSilence(in: march).map(\.kind) == [.address, .system])
            #expect(
                facts.changesExplainingSilence(in: day("2026-03-11")...day("2026-03-31")).map(\.kind) == [
                    .system
                ])
            #expect(facts.changes.map(\.kind) == [.address, .account, .system])
            #expect(facts.changes.first?.korean == "도입기업 주소 이전(승인): 경기도 가상시 옛길 1 → 경기도 보기시 새길 1")
            let other = try #require(
                try await database.registry.facts(of: "B-2", for: .unrestricted, now: now))
            #expect(other.changes.map(\.kind) == [.account], "those of the project only")
            #expect(try await database.changes.list(of: "B-2").map(\.change) == other.changes)
            #expect(try await database.changes.list(of: project).count == 3)
        }
    }

    @Test func theClassFollowsTheKindTheAmountAndTheYear() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample(
                [
                    SampleLine(),
                    SampleLine([
                        "build_code": "B-2021", "project_code": "2021-S22-001-000001",
                        "programme": "2021-AI-ADV1", "site_serial": "2", "agreed_on": "2021-09-01",
                        "build_from": "2021-09-01", "build_to": "2022-05-31", "completed_on": "2022-05-30",
                    ]),
                ], now: imported)
            let extended = ChangeDraft.Detail.period(buildTo: nil, asTo: day("2026-12-31"))
            let recorded = try await record(
                database,
                [
                    draft(.cost(amount: 9_999_999, after: "가"), on: "2026-03-01"),
                    draft(.cost(amount: 10_000_000, after: "나"), on: "2026-03-01"),
                    draft(extended, on: "2026-03-01"),
                    draft(extended, on: "2026-03-01", code: "B-2021"),
                    draft(.words(.representative, after: "다"), on: "2026-03-01"),
                ])
            #expect(
                recorded.map(\.changeClass) == [
                    .confirmation, .approval, .confirmation, .approval, .confirmation,
                ])
        }
    }

    @Test func theSameChangeIsRecordedOnceAndAllOrNoneAre() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: imported)
            let good = draft(.words(.system, after: "나다 MES"), on: "2026-03-20")
            let moved = try supplier("555-55-55553", "새견본", on: "2026-03-20")
            let found = try await refusals(
                database,
                [
                    good, moved, draft(.words(.address, after: "가"), on: "2026-03-20", code: "B-9"),
                    draft(.period(buildTo: nil, asTo: day("2026-01-01")), on: "2026-03-20"),
                    try supplier("222-22-22227", "셋째견본", on: "2026-03-20"),
                ])
            #expect(found.count == 3)
            #expect(found.first?.hasPrefix("no build or project B-9") == true)
            #expect(try await database.changes.list().isEmpty)
            #expect(try await suppliers(database, on: ["2026-03-20"]) == ["4444444444"])
            let first = try await record(database, [good, moved])
            let second = try await record(database, [moved, good])
            #expect(second.map(\.id) == first.reversed().map(\.id))
            #expect(second.allSatisfy { $0.changeClass == nil })
            #expect(try await database.changes.list().count == 2)
        }
    }
}
