import TestSupport
import Testing
import Web

/// `afterbuild account`, as an operator types it.
@Suite struct AccountCommandTests {
    @Test func aPasswordIsShownOnceOpensTheAccountAndIsReplacedByTheNext() async throws {
        try await Place.with { environment, conninfo in
            func stored() async throws -> (verifier: PasswordVerifier, mustChange: String?) {
                let rows = try await MigratedDatabase.rows(
                    "select verifier, must_change from local_account where name = 'garam'", in: conninfo)
                let text = try #require(rows.first?.first.flatMap { $0 })
                return (try #require(PasswordVerifier(stored: text)), rows.first?.last.flatMap { $0 })
            }
            let added = try await AfterbuildProcess.succeed(
                ["account", "add", "garam", "--role", "officer", "--shown-name", "김가람"], environment)
            let first = try Fixture.lastLine(of: added)
            #expect(added == "account garam (officer), first password, shown only now:\n\(first)\n")
            #expect(first.count == 23)
            #expect(try await stored().verifier.accepts(first))
            #expect(try await stored().mustChange == "t")

            _ = try await MigratedDatabase.rows("update local_account set must_change = false", in: conninfo)
            let changed = try await AfterbuildProcess.succeed(["account", "password", "garam"], environment)
            let second = try Fixture.lastLine(of: changed)
            #expect(changed == "account garam, new password, shown only now:\n\(second)\n")
            let now = try await stored()
            #expect(try now.verifier.accepts(second) && !now.verifier.accepts(first))
            #expect(now.mustChange == "t", "whoever made it is not the person")

            let listed = try await AfterbuildProcess.succeed(["account", "list"], environment)
            #expect(listed.hasPrefix("garam\tofficer\t김가람\tpassword of "))
            #expect(listed.hasSuffix("\tfirst password not changed yet\n1 accounts\n"))
            #expect(!listed.contains(second))
            try await AfterbuildProcess.succeed(["account", "disable", "garam"], environment)
            let after = try await AfterbuildProcess.succeed(["account", "list"], environment)
            #expect(after.contains("\tdisabled 2") && after.hasSuffix("\n1 accounts\n"))
            #expect(
                try await MigratedDatabase.rows(
                    "select action from audit_event where action like 'account%' order by at", in: conninfo)
                    == [["account add"], ["account password"], ["account disable"]])
        }
    }

    @Test func whatCannotBeDoneIsSaidWithWhatWouldBeRightAndLeavesNothing() async throws {
        try await Place.with { environment, conninfo in
            func refuse(_ arguments: [String], _ words: String) async throws {
                try await AfterbuildProcess.refuse(["account"] + arguments, environment, saying: words)
            }
            let add = ["add", "garam", "--role", "officer", "--shown-name", "김가람"]
            for name in ["Garam", "g", ".garam", "가람", String(repeating: "g", count: 65)] {
                try await refuse(
                    ["add", name] + add.dropFirst(2),
                    "account \(name): expected 2 to 64 small letters, digits, dots, dashes or underscores")
            }
            for role in ["supplier", "Officer", ""] {
                try await refuse(
                    ["add", "garam", "--role", role, "--shown-name", "x"],
                    "--role \(role): expected one of approver, officer, administrator, auditor,")
            }
            try await refuse(
                ["add", "garam", "--role", "officer", "--shown-name", " "], "--shown-name is empty")
            try await refuse(["add", "garam", "--role", "officer"], "--shown-name")
            let missing = "no account garam in force; afterbuild account list shows them"
            for command in ["password", "disable"] { try await refuse([command, "garam"], missing) }
            let count = "select (select count(*) from local_account), (select count(*) from person)"
            #expect(try await Stored.numbers(count, conninfo) == [0, 0])

            try await AfterbuildProcess.succeed(["account"] + add, environment)
            try await refuse(add, "an account garam exists or existed; choose another name")
            try await AfterbuildProcess.succeed(["account", "disable", "garam"], environment)
            for command in ["password", "disable"] { try await refuse([command, "garam"], missing) }
            try await refuse(add, "an account garam exists or existed")
            #expect(try await Stored.numbers(count, conninfo) == [1, 1])
        }
    }
}
