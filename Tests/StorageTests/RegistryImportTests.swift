import Domain
import Storage
import TestSupport
import Testing

private let first = instant("2026-02-02 10:00")
private let later = instant("2026-03-02 10:00")

@Suite struct RegistryImportTests {
    @Test func aNewBuildBringsItsCompaniesProjectSiteAndParties() async throws {
        try await MigratedDatabase.with { database, _ in
            let changes = try await database.importSample([SampleLine()], now: first)
            #expect(
                changes.map { "\($0.entity) \($0.key)" } == [
                    "build B-1", "company 1111111119", "company 4444444444",
                    "party 2025-S22-001-000001/adopter", "party 2025-S22-001-000001/supplier",
                    "project 2025-S22-001-000001", "site 1111111119-1",
                ])
            #expect(changes.allSatisfy { $0.isNew && $0.difference.isEmpty })
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: later))
            #expect(status.facts.adopterName == "가상정밀")
            #expect(status.facts.supplierNumber == "4444444444")
            #expect(status.facts.phases.asTo == day("2026-07-30"))
            #expect(status.facts.region == "경기도")
        }
    }

    @Test func anUnchangedFileMakesNoVersionAndNoRevision() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: first)
            let revision = try await database.registry.revision()
            let changes = try await database.importSample([SampleLine()], now: later)
            #expect(changes == [])
            #expect(try await database.registry.revision() == revision)
            let versions = try await MigratedDatabase.rows(
                """
                select count(*), max(version) from registry_version where entity not in ('programme', 'holiday')
                """, in: conninfo)
            #expect(versions == [["7", "1"]])
        }
    }

    @Test func aChangeSaysWhatWasAndWhatIs() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: first)
            let revision = try await database.registry.revision()
            let changes = try await database.importSample(
                [SampleLine(["solution": "다라 ERP", "collect_from": "", "headcount": "28"])], now: later)
            #expect(changes.map { "\($0.entity) \($0.key)" } == ["build B-1", "site 1111111119-1"])
            let differences = [
                "collect_from: 2026-01-31 -> -; solution: 가나 MES -> 다라 ERP", "headcount: - -> 28",
            ]
            #expect(changes.map(\.difference) == differences)
            #expect(changes.allSatisfy { !$0.isNew })
            #expect(try await database.registry.revision() == revision + 1)
        }
    }

    @Test func aDryRunShowsTheSameAndChangesNothing() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let count = "select count(*) from registry_version where entity not in ('programme', 'holiday')"
            let dry = try await database.importSample([SampleLine()], now: first, dryRun: true)
            #expect(try await MigratedDatabase.rows(count, in: conninfo) == [["0"]])
            #expect(try await database.registry.revision() == 1)
            #expect(try await database.figures.status(of: "B-1", for: .unrestricted, now: later) == nil)
            let real = try await database.importSample([SampleLine()], now: first)
            #expect(dry == real)
            let left = try await MigratedDatabase.rows("select count(*) from registry_staging", in: conninfo)
            #expect(left == [["0"]])
        }
    }

    @Test func anotherSupplierClosesTheOldPartyTheDayBefore() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: first)
            let other = SampleLine([
                "supplier_number": "555-55-55553", "supplier_name": "새견본", "supplier_email": "",
            ])
            let changes = try await database.importSample([other], now: later)
            #expect(changes.map(\.key) == ["5555555553", "2025-S22-001-000001/supplier"])
            #expect(changes.last?.difference == "4444444444 -> 5555555553")
            let parties = try await MigratedDatabase.rows(
                """
                select c.number, y.valid_from, y.valid_to from party y join company c using (company_id)
                where y.role = 'supplier' order by y.valid_from
                """, in: conninfo)
            #expect(
                parties == [
                    ["4444444444", "2025-05-02", "2026-03-01"], ["5555555553", "2026-03-02", nil],
                ])
            let seen = try await database.lines(for: .supplier("4444444444"), now: later)
            #expect(seen.isEmpty)
            #expect(try await database.lines(for: .supplier("5555555553"), now: later).map(\.code) == ["B-1"])
        }
    }

    @Test func aSupplierThatComesBackOnTheSameDayIsTheSupplier() async throws {
        try await MigratedDatabase.with { database, _ in
            let other = SampleLine([
                "supplier_number": "555-55-55553", "supplier_name": "새견본", "supplier_email": "",
            ])
            try await database.importSample([SampleLine()], now: first)
            try await database.importSample([other], now: later)
            try await database.importSample([SampleLine()], now: later.adding(seconds: 60))
            let status = try #require(
                try await database.figures.status(
                    of: "B-1", for: .unrestricted, now: later.adding(seconds: 120)))
            #expect(status.facts.supplierNumber == "4444444444")
            try await database.importSample([other], now: later.adding(seconds: 180))
            let again = try #require(
                try await database.figures.status(
                    of: "B-1", for: .unrestricted, now: later.adding(seconds: 240)))
            #expect(again.facts.supplierNumber == "5555555553")
        }
    }

    @Test func aSupplierThatIsNamedNoMoreIsClosed() async throws {
        try await MigratedDatabase.with { database, _ in
            try await database.importSample([SampleLine()], now: first)
            let none = SampleLine(["supplier_number": "", "supplier_name": "", "supplier_email": ""])
            try await database.importSample([none], now: later)
            let status = try #require(
                try await database.figures.status(of: "B-1", for: .unrestricted, now: later))
            #expect(status.facts.supplierNumber == nil)
        }
    }

    @Test func aRenamedCompanyKeepsItsNumberAndItsOldName() async throws {
        try await MigratedDatabase.with { database, conninfo in
            try await database.importSample([SampleLine()], now: first)
            let line = SampleLine(["adopter_name": "가상정밀 주식회사", "site_name": "가상정밀"])
            let changes = try await database.importSample([line], now: later)
            let expected = ["company 1111111119 name: 가상정밀 -> 가상정밀 주식회사"]
            #expect(changes.map { "\($0.entity) \($0.key) \($0.difference)" } == expected)
            let history = try await MigratedDatabase.rows(
                """
                select version, state ->> 'name', known_at, actor, reason from registry_version
                where entity = 'company' and entity_key = '1111111119' order by version
                """, in: conninfo)
            #expect(history.map { $0[1] } == ["가상정밀", "가상정밀 주식회사"])
            #expect(history.compactMap { $0[2].flatMap(Timestamp.init(parsing:)) } == [first, later])
            #expect(history.allSatisfy { $0[3] == "tester" && $0[4] == "sample" })
        }
    }

    @Test func everyStateThatEverHeldStaysInTheHistory() async throws {
        try await MigratedDatabase.with { database, conninfo in
            for (hour, solution) in ["가", "나", "가", "가"].enumerated() {
                try await database.importSample(
                    [SampleLine(["solution": solution])], now: first.adding(seconds: Int64(hour) * 3_600))
            }
            let states = try await MigratedDatabase.rows(
                "select state ->> 'solution' from registry_version where entity = 'build' order by version",
                in: conninfo)
            #expect(states == [["가"], ["나"], ["가"]])
        }
    }

    @Test func twoImportsAtOnceBothEndAndNothingIsTwice() async throws {
        try await MigratedDatabase.with { database, conninfo in
            let one = SampleLine(["solution": "하나"])
            let other = SampleLine(["solution": "둘"])
            async let left = database.importSample([one], now: first)
            async let right = database.importSample([other], now: first)
            let counts = try await [left.count, right.count].sorted()
            #expect(counts == [1, 7])
            let versions = try await MigratedDatabase.rows(
                "select count(*) from registry_version where entity = 'build'", in: conninfo)
            #expect(versions == [["2"]])
        }
    }
}
