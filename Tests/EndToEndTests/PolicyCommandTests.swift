import Foundation
import TestSupport
import Testing

/// `afterbuild policy`, as an operator types it.
@Suite struct PolicyCommandTests {
    private static let shipped = ProjectFiles.url("sql/seed/policy.yaml").path
    private static let second = ["기본 판정 기준", "2"]
    private static let third = ["기본 판정 기준", "3"]

    /// The shipped policy as version 3, with a shorter silence.
    private func changed(_ environment: [String: String], _ name: String = "changed.yaml") throws -> String {
        let yaml = try ProjectFiles.text("sql/seed/policy.yaml")
            .replacing("version: 2", with: "version: 3")
            .replacing("    threshold: 10\n", with: "    threshold: 9\n")
        return try Place.file(name, yaml, environment)
    }

    @Test func aPolicyGoesFromItsFileToJudgingByTwoPeople() async throws {
        try await Place.with { environment, _ in
            func succeed(_ arguments: [String]) async throws -> String {
                try await AfterbuildProcess.succeed(["policy"] + arguments, environment)
            }
            let new = try await succeed(["diff", Self.shipped])
            #expect(new.hasPrefix("no policy is in force: everything is new\n+ official: false\n"))
            #expect(
                try await succeed(["check", Self.shipped]).hasPrefix(
                    "기본 판정 기준 2: 9 rules, wanted from 2021-01-01"))
            let drafted = try await succeed(["draft", Self.shipped])
            #expect(drafted.hasPrefix("기본 판정 기준 2: draft of 9 rules by 모니터링 담당\n"))
            #expect(try await succeed(["draft", Self.shipped]) == "기본 판정 기준 2 is there already\n")
            #expect(try await succeed(["list"]) == "기본 판정 기준 2\tfrom 2021-01-01\tby 모니터링 담당\tdraft\n")

            let tested = try await succeed(["backtest"] + Self.second + ["--quarters", "1"])
            #expect(tested.hasPrefix("기본 판정 기준 2 against no policy\nneither raises anything\n"))
            let judging = try await succeed(["activate"] + Self.second + ["--approver", "승인자"])
            #expect(judging == "기본 판정 기준 2 judges from 2021-01-01, approved by 승인자\n")
            #expect(try await succeed(["list"]).hasSuffix("\tin force, approved by 승인자\n"))

            let shown = try await succeed(["show"] + Self.second)
            #expect(shown.hasPrefix("기본 판정 기준 2, from 2021-01-01, by 모니터링 담당: "))
            #expect(shown.contains("\n  silent (무신호): threshold 10.0, "), "\(shown)")
            #expect(try await succeed(["diff", Self.shipped]).hasSuffix("no rule differs\n"))
            let difference = try await succeed(["diff", try changed(environment)]).split(separator: "\n")
            #expect(difference.first == "기본 판정 기준 2 -> 기본 판정 기준 3")
            #expect(difference.count == 3, "the rule that changed, before and after: \(difference)")
            #expect(difference.dropFirst().first?.hasPrefix("- silent (무신호): threshold 10.0") == true)
            #expect(difference.last?.hasPrefix("+ silent (무신호): threshold 9.0") == true)
        }
    }

    @Test func aBackTestNamesTheBuildsThatADraftWouldRaise() async throws {
        try await Place.with { environment, _ in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            try await Fixture.importExamples(environment)
            try await Fixture.importKey(environment)
            try await Fixture.activateShippedPolicy(environment)
            try await AfterbuildProcess.succeed(["policy", "draft", try changed(environment)], environment)
            // A build that never sent anything, completed in January 2023.
            let tested = try await AfterbuildProcess.succeed(
                ["policy", "backtest"] + Self.third
                    + ["--quarters", "2", "--now", "2023-10-02T09:00:00+09:00"], environment)
            #expect(tested.hasPrefix("기본 판정 기준 3 against 기본 판정 기준 2\n"))
            #expect(tested.contains("\nquarter\tdraft\tactive\tadded\tdropped\n"))
            #expect(tested.contains("\nrule\tdraft\tactive\tadded\tdropped\n"), "\(tested)")
            #expect(tested.contains("\n1 builds x 2 quarters in "))
        }
    }

    @Test func whatCannotBeDoneIsSaidWithWhatWouldBeRight() async throws {
        try await Place.with { environment, conninfo in
            func refuse(_ arguments: [String], _ words: String) async throws {
                try await AfterbuildProcess.refuse(["policy"] + arguments, environment, saying: words)
            }
            try await refuse(["check", "/nowhere.yaml"], "cannot read /nowhere.yaml")
            let faulty = try ProjectFiles.text("sql/seed/policy.yaml")
                .replacing("version: 2", with: "version: 0").replacing(
                    "- rule: silent", with: "- rule: nothing")
            let broken = try Place.file("broken.yaml", faulty, environment)
            for command in ["check", "draft", "diff"] {
                try await refuse([command, broken], "version: ")
                try await refuse([command, broken], "rules[0].rule: ")
            }
            #expect(try await Stored.numbers("select count(*) from policy", conninfo) == [0])
            for command in ["show", "backtest"] {
                try await refuse(
                    [command] + Self.second, "there is no policy 기본 판정 기준 2; afterbuild policy list shows all"
                )
            }
            try await refuse(["show", "기본 판정 기준", "two"], "two")

            try await AfterbuildProcess.succeed(["policy", "draft", Self.shipped], environment)
            let other = try Place.file(
                "other.yaml",
                try ProjectFiles.text("sql/seed/policy.yaml").replacing(
                    "change_days: 30", with: "change_days: 31"), environment)
            try await refuse(["draft", other], "기본 판정 기준 2 exists with other content; raise its version")
            try await refuse(
                ["activate"] + Self.second + ["--approver", "승인자"],
                "기본 판정 기준 2 was not back-tested; run afterbuild policy backtest \"기본 판정 기준\" 2")
            for quarters in ["0", "41"] {
                try await refuse(
                    ["backtest"] + Self.second + ["--quarters", quarters],
                    "--quarters: expected 1 to 40, found \(quarters)")
            }
            try await AfterbuildProcess.succeed(
                ["policy", "backtest"] + Self.second + ["--quarters", "1"], environment)
            try await refuse(
                ["activate"] + Self.second + ["--approver", "모니터링 담당"],
                "모니터링 담당 wrote 기본 판정 기준 2; another person must approve it")
            try await refuse(["activate"] + Self.second, "--approver")
            #expect(try await Stored.numbers("select count(*) from policy_activation", conninfo) == [0])
        }
    }
}
