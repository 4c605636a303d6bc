import Foundation
import TestSupport
import Testing

@testable import App

/// The commands as an operator types them.
@Suite struct CommandTests {
    @Test func decodeUnderstandsEveryRecordedRequestWithoutADatabase() async throws {
        let file = TestDatabase.root.appending(path: "Tests/DomainTests/Fixtures/requests.jsonl").path
        let printed = try await AfterbuildProcess.succeed(
            ["decode", file], ["AFTERBUILD_HOME": TestDatabase.root.path])
        let lines = printed.split(separator: "\n")
        #expect(lines.count == 40)
        for (line, client) in zip(lines, try RecordedClient.all()) {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            #expect(object["id"] as? String == client.id)
            #expect(object["crtfcKey"] as? String == client.key, "\(client.id)")
            #expect(object["useSe"] as? String == client.useSe, "\(client.id)")
            #expect(object["sysUser"] as? String == client.sysUser, "\(client.id)")
            #expect(object["conectIp"] as? String == client.conectIp, "\(client.id)")
            #expect(object["dataUsgqty"] as? Int == client.quantity, "\(client.id)")
            #expect(object["code"] as? String == (client.key == nil ? "AP1011" : "AP1002"), "\(client.id)")
            #expect(
                object["lane"] as? String == (client.key == nil ? "malformed" : "counted"), "\(client.id)")
            if client.toleranceMilliseconds == 0 {
                #expect(object["logDt"] as? String == client.occurredAt, "\(client.id)")
            }
        }
    }

    @Test func aBadRowStopsTheImportAndSaysWhereAndWhy() async throws {
        try await Place.with { environment, conninfo in
            let registry =
                "build_code,project_code,programme,solution,adopter_number,adopter_name,region,agreed_on,build_from,"
                + "build_to,total_cost,grant,firm_money\r\n"
                + "GOOD,2022-S22-001-000001,2022-GEN-ADV1,가 MES,111-11-11119,가상정밀,41,2022-05-02,2022-05-02,2023-01-31"
                + ",400000000,200000000,200000000\r\n"
                + "BAD,2022-S22-001-000002,2022-GEN-ADV1,나 MES,123-45-67890,나상정밀,41,2022-05-02,2022-05-02,2023-01-31"
                + ",600000000,300000000,300000000\r\n"
            let file = try Place.file("registry.csv", registry, environment)
            let refused = try await AfterbuildProcess.run(["registry", "import", file], environment)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("line 3"))
            #expect(refused.errors.contains("adopter_number"))
            #expect(refused.errors.contains("200,000,000"), "\(refused.errors)")
            #expect(refused.errors.contains("nothing was imported"))
            let count = "select count(*) from build"
            #expect(try await MigratedDatabase.rows(count, in: conninfo) == [["0"]])
            try await AfterbuildProcess.succeed(["registry", "import", file, "--skip-bad"], environment)
            #expect(try await MigratedDatabase.rows(count, in: conninfo) == [["1"]])
            let again = try await AfterbuildProcess.succeed(
                ["registry", "import", file, "--skip-bad", "--dry-run"], environment)
            #expect(again.contains("build: 0 new, 0 changed"))
        }
    }

    @Test func theTemplateCanBeImportedAsItIs() async throws {
        try await Place.with { environment, _ in
            let template = try await AfterbuildProcess.succeed(["registry", "template"], environment)
            let file = try Place.file("template.csv", template, environment)
            let printed = try await AfterbuildProcess.succeed(["registry", "import", file], environment)
            #expect(printed.contains("build: 3 new"))
        }
    }

    @Test func aKeyIsShownOnceAndStoredAsAHash() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let printed = try await AfterbuildProcess.succeed(
                ["key", "issue", Fixture.exampleBuild], environment)
            let key = try #require(printed.split(separator: "\n").last.map(String.init))
            #expect(key.hasPrefix("$5$API$") && key.count == 50)
            let listed = try await AfterbuildProcess.succeed(["key", "list"], environment)
            #expect(!listed.contains(key))
            #expect(listed.contains(String(key.suffix(4))))
            let stored = try await MigratedDatabase.rows("select key::text from key", in: conninfo)
            // Columns of bytes are printed in hexadecimal.
            let digits = key.dropFirst(7).utf8.map { String($0, radix: 16) }.joined()
            #expect(!"\(stored)".contains(key.dropFirst(7)) && !"\(stored)".contains(digits))
            try await AfterbuildProcess.succeed(["key", "revoke", "1"], environment)
            #expect(try await AfterbuildProcess.run(["key", "revoke", "1"], environment).status != 0)
        }
    }

    @Test func checkListsEverySettingAndHidesSecrets() async throws {
        try await Place.with { environment, _ in
            var environment = environment
            environment["AFTERBUILD_SMTP_URL"] = "smtp://robot:hunter2@127.0.0.1:2525"
            environment["AFTERBUILD_MAIL_FROM"] = "afterbuild@example.org"
            let printed = try await AfterbuildProcess.succeed(["check"], environment)
            #expect(!printed.contains("hunter2"))
            #expect(printed.contains("AFTERBUILD_LISTEN = 127.0.0.1:8080  [default]"))
            let listed = printed.split(separator: "\n").compactMap { $0.split(separator: " = ").first }
                .filter { $0.hasPrefix("AFTERBUILD_") }.map(String.init)
            #expect(listed.sorted() == Setting.allCases.map(\.rawValue).sorted())
            #expect(printed.contains("0 refused"))
            #expect(printed.contains("afterbuild would start"))
        }
    }

    @Test func allWrongSettingsAreReportedAtOnce() async throws {
        let outcome = try await AfterbuildProcess.run(
            ["check"],
            [
                "AFTERBUILD_LISTEN": "nowhere", "AFTERBUILD_DATABASE_CONNECTIONS": "0",
                "AFTERBUILD_LISTN": "x",
                "AFTERBUILD_HOME": TestDatabase.root.path,
            ])
        #expect(outcome.status != 0)
        for name in ["AFTERBUILD_LISTEN", "AFTERBUILD_DATABASE_CONNECTIONS", "AFTERBUILD_LISTN"] {
            #expect((outcome.output + outcome.errors).contains(name), "\(name)")
        }
    }

    @Test func migrateSaysWhatIsPendingAndTwoAtOnceAreSafe() async throws {
        try await TestDatabase.withDatabase(named: "e2e") { conninfo in
            let environment = [
                "AFTERBUILD_DATABASE_URL": conninfo, "AFTERBUILD_HOME": TestDatabase.root.path,
                "AFTERBUILD_DATA_DIR": FileManager.default.temporaryDirectory.path,
            ]
            let dry = try await AfterbuildProcess.run(["migrate", "--dry-run"], environment)
            #expect(dry.status == 1)
            #expect(dry.output.contains("pending  migrations/0001_registry.sql"))
            async let one = AfterbuildProcess.run(["migrate"], environment)
            async let other = AfterbuildProcess.run(["migrate"], environment)
            let outcomes = try await [one, other]
            #expect(outcomes.map(\.status) == [0, 0], "\(outcomes)")
            #expect(try await AfterbuildProcess.run(["migrate", "--dry-run"], environment).status == 0)
        }
    }

    @Test func activatingWhatJudgesAlreadyIsNoErrorButWhatWasReplacedIs() async throws {
        try await Place.with { environment, _ in
            try await Fixture.activateShippedPolicy(environment)
            let name = ["기본 판정 기준", "2"]
            for approver in ["승인자", "다른 승인자"] {
                let again = try await AfterbuildProcess.succeed(
                    ["policy", "activate"] + name + ["--approver", approver], environment)
                #expect(again == "기본 판정 기준 2 judges already, approved by 승인자\n")
            }
            let yaml = try ProjectFiles.text("sql/seed/policy.yaml").replacing(
                "version: 2", with: "version: 3")
            let file = try Place.file("policy.yaml", yaml, environment)
            for arguments in [
                ["draft", file], ["backtest", "기본 판정 기준", "3", "--quarters", "1"],
                ["activate", "기본 판정 기준", "3", "--approver", "승인자"],
            ] {
                try await AfterbuildProcess.succeed(["policy"] + arguments, environment)
            }
            let replaced = try await AfterbuildProcess.run(
                ["policy", "activate"] + name + ["--approver", "승인자"], environment)
            #expect(replaced.status != 0)
            #expect(replaced.errors.contains("기본 판정 기준 3 has taken its place"), "\(replaced.errors)")
        }
    }

    @Test func theCaseClockIsFreedInNoDatabaseButThePrivateOneAndCheckWarnsOfIt() async throws {
        try await Place.with { environment, conninfo in
            let free = ["migrate", "--case-clock", "free"]
            let unasked = try await AfterbuildProcess.run(free, environment)
            #expect(unasked.errors.contains("AFTERBUILD_ALLOW_TEST_CLOCK"), "\(unasked.errors)")
            var allowing = environment
            allowing["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            let foreign = try await AfterbuildProcess.run(free, allowing)
            #expect(foreign.errors.contains("AFTERBUILD_DATABASE_URL"), "\(foreign.errors)")
            #expect([unasked.status, foreign.status].allSatisfy { $0 != 0 })
            let isFree = "select is_free from case_clock"
            #expect(try await MigratedDatabase.rows(isFree, in: conninfo) == [["f"]])
            #expect(!(try await AfterbuildProcess.succeed(["check"], environment)).contains("case clock"))

            _ = try await MigratedDatabase.rows("update case_clock set is_free = true", in: conninfo)
            let check = try await AfterbuildProcess.succeed(["check"], environment)
            #expect(check.contains("case clock: FREE"), "\(check)")
            for words in ["case clock: tied\n", "case clock: tied already\n"] {
                let tied = try await AfterbuildProcess.succeed(
                    ["migrate", "--case-clock", "tied"], environment)
                #expect(tied.hasSuffix(words), "\(tied)")
            }
            #expect(try await MigratedDatabase.rows(isFree, in: conninfo) == [["f"]])
            let audit = "select subject from audit_event where action = 'case clock'"
            #expect(try await MigratedDatabase.rows(audit, in: conninfo) == [["tied"]])
        }
    }
}
