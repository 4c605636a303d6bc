import TestSupport
import Testing

/// Holidays, suspensions and changes as an operator enters them.
@Suite struct ChangeCommandTests {
    private let supplier = [
        "change", "add", Fixture.exampleBuild, "--kind", "supplier", "--effective-on", "2023-03-01",
        "--supplier-number", "555-55-55553", "--supplier-name", "새견본", "--document", "승인 2023-12",
    ]

    @Test func aHolidayIsEnteredListedAndRemoved() async throws {
        try await Place.with { environment, conninfo in
            let add = [
                "holiday", "add", "2026-05-04", "--name", "임시공휴일", "--source", "국무회의 의결 (예시)",
            ]
            let entered = try await AfterbuildProcess.succeed(add, environment)
            #expect(entered.contains("2026-05-04 임시공휴일"))
            #expect(try await AfterbuildProcess.succeed(add, environment).contains("is there already"))
            let list = ["holiday", "list", "--year", "2026"]
            let listed = try await AfterbuildProcess.succeed(list, environment)
            #expect(listed.contains("2026-05-04\ttemporary\t임시공휴일\tentered\t국무회의 의결 (예시)"))
            #expect(listed.contains("어린이날\tseed file"))
            let remove = ["holiday", "remove", "2026-05-04", "--reason", "오기"]
            try await AfterbuildProcess.succeed(remove, environment)
            #expect(try await AfterbuildProcess.run(remove, environment).status == 1)
            #expect(try await !AfterbuildProcess.succeed(list, environment).contains("2026-05-04"))
            let audited = try await MigratedDatabase.rows(
                "select action from audit_event where subject = '2026-05-04' order by at", in: conninfo)
            #expect(audited == [["holiday add"], ["holiday remove"]])
            let wrong = try await AfterbuildProcess.run(
                add.map { $0 == "2026-05-04" ? "2026-5-4" : $0 }, environment)
            #expect(wrong.status == 1)
            #expect(wrong.errors.contains("expected a day such as 2026-05-07"), "\(wrong.errors)")
        }
    }

    @Test func aSuspensionNeedsADocumentAndMayEndOrBeWithdrawn() async throws {
        try await Place.with { environment, _ in
            try await Fixture.importExamples(environment)
            let bare = ["suspension", "add", Fixture.exampleBuild, "--from", "2026-03-01"]
            #expect(try await AfterbuildProcess.run(bare, environment).status != 0)
            let added = try await AfterbuildProcess.succeed(
                bare + ["--document", "휴업사실증명 1"], environment)
            #expect(added.contains("suspension 1 of \(Fixture.exampleBuild) from 2026-03-01, open"))
            let ended = try await AfterbuildProcess.succeed(
                ["suspension", "end", "1", "--on", "2026-03-31", "--document", "재개업신고 1"], environment)
            #expect(ended.contains("suspension 2 until 2026-03-31 takes the place of 1"))
            let listed = try await AfterbuildProcess.succeed(
                ["suspension", "list", Fixture.exampleBuild], environment)
            #expect(listed.contains("2026-03-01 to 2026-03-31\t재개업신고 1"))
            #expect(listed.contains("ended on 2026-03-31, see 2"))
            #expect(listed.contains("2 suspensions"))
            let withdraw = ["suspension", "withdraw", "2", "--reason", "오기"]
            try await AfterbuildProcess.succeed(withdraw, environment)
            #expect(try await AfterbuildProcess.run(withdraw, environment).status == 1)
            let unknown = try await AfterbuildProcess.run(
                ["suspension", "add", "NONE", "--from", "2026-03-01", "--document", "1"], environment)
            #expect(unknown.errors.contains("no build NONE"), "\(unknown.errors)")
        }
    }

    @Test func aSupplierChangeStaysWhenTheOldRegistryFileIsImportedAgain() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let added = try await AfterbuildProcess.succeed(supplier, environment)
            #expect(added.contains("change 1 of \(Fixture.exampleBuild) from 2023-03-01 (승인)"))
            #expect(try await AfterbuildProcess.succeed(supplier, environment).contains("on record already"))
            try await Fixture.importExamples(environment)
            let parties = """
                select c.number, y.valid_from, y.valid_to from party y join company c using (company_id)
                where y.role = 'supplier' order by y.valid_from
                """
            #expect(
                try await MigratedDatabase.rows(parties, in: conninfo) == [
                    ["2222222227", "2022-05-02", "2023-02-28"], ["5555555553", "2023-03-01", nil],
                ])
            let listed = try await AfterbuildProcess.succeed(
                ["change", "list", Fixture.exampleBuild], environment)
            #expect(
                listed.contains("공급기업 변경(승인): 가상소프트 (222-22-22227) → 새견본 (555-55-55553)\t승인 2023-12"))
            try await AfterbuildProcess.succeed(["change", "withdraw", "1", "--reason", "오기"], environment)
            #expect(
                try await MigratedDatabase.rows(parties, in: conninfo) == [["2222222227", "2022-05-02", nil]])
            #expect(
                try await AfterbuildProcess.run(["change", "withdraw", "1", "--reason", "오기"], environment)
                    .status
                    == 1)
        }
    }

    @Test func theImportSaysWhereARecordedChangeStays() async throws {
        try await Place.with { environment, _ in
            let template = try await AfterbuildProcess.succeed(["registry", "template"], environment)
            let file = try Place.file("template.csv", template, environment)
            try await AfterbuildProcess.succeed(["registry", "import", file], environment)
            try await AfterbuildProcess.succeed(
                supplier.map { $0 == Fixture.exampleBuild ? "B-0001" : $0 }, environment)
            let printed = try await AfterbuildProcess.succeed(["registry", "import", file], environment)
            #expect(
                printed.contains(
                    "kept     change 2022-S22-001-000101: supplier_number: the file says 4444444444, "
                        + "the recorded change 5555555553"), "\(printed)")
        }
    }

    @Test func aFileOfChangesIsRecordedWholeOrNotAtAll() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let header = "code,kind,effective_on,after,build_to,amount,document\r\n"
            let good =
                "EXAMPLE,system,2023-04-01,나다 MES,,,승인 1\r\n"
                + "EXAMPLE,cost,2023-04-01,412000000원,,12000000,승인 2\r\n"
                + "2022-S22-001-000001,period,2023-02-01,,2023-04-30,,확인 3\r\n"
            let count = "select count(*) from change_event"
            for (bad, reason) in [
                ("EXAMPLE,move,2023-04-01,가,,,승인 4\r\n", "line 5, 변경구분 (kind) “move”"),
                ("NONE,system,2023-04-01,가,,,승인 4\r\n", "line 5: no build or project NONE"),
            ] {
                let file = try Place.file("changes.csv", header + good + bad, environment)
                let refused = try await AfterbuildProcess.run(["change", "import", file], environment)
                #expect(refused.status == 1)
                #expect(refused.errors.contains(reason), "\(refused.errors)")
                #expect(refused.errors.contains("nothing was recorded"))
                #expect(try await MigratedDatabase.rows(count, in: conninfo) == [["0"]])
            }
            let file = try Place.file("changes.csv", header + good, environment)
            let recorded = try await AfterbuildProcess.succeed(["change", "import", file], environment)
            #expect(recorded.contains("3 changes recorded, 0 were on record already"))
            let again = try await AfterbuildProcess.succeed(["change", "import", file], environment)
            #expect(again.contains("0 changes recorded, 3 were on record already"))
            let moved = try await MigratedDatabase.rows(
                "select as_to, class from change_event where kind = 'period'", in: conninfo)
            #expect(moved == [["2023-10-30", "confirmation"]])
        }
    }
}
