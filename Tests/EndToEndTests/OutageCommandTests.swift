import TestSupport
import Testing

/// `afterbuild outage add`, `withdraw` and `list`, as an operator types them.
@Suite struct OutageCommandTests {
    private func add(_ from: String, _ to: String) -> [String] {
        [
            "outage", "add", "--from", "\(from)+09:00", "--to", "\(to)+09:00", "--reason", "라우터 고장",
            "--actor",
            "김가람", "--now", "2026-05-08T09:00:00+09:00",
        ]
    }

    @Test func anOutageIsDeclaredListedAndWithdrawn() async throws {
        try await Place.with { environment, _ in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            let declared = try await AfterbuildProcess.succeed(
                add("2026-05-07T23:00:00", "2026-05-08T00:05:00"), environment)
            #expect(
                declared == "outage 1 from 2026-05-07T23:00:00.000+09:00 to 2026-05-08T00:05:00.000+09:00: "
                    + "1 days lost, 1 touched\n")
            let withdraw = [
                "outage", "withdraw", "1", "--reason", "오기", "--actor", "이나래", "--now",
                "2026-05-08T10:00:00+09:00",
            ]
            #expect(try await AfterbuildProcess.succeed(withdraw, environment) == "outage 1 withdrawn\n")
            let line =
                "1\t2026-05-07 23:00:00.000\t2026-05-08 00:05:00.000\t3900 s\tdeclared: 라우터 고장\t"
                + "김가람 2026-05-08 09:00:00.000"
            #expect(
                try await AfterbuildProcess.succeed(["outage", "list"], environment)
                    == line + "\twithdrawn 2026-05-08 10:00:00.000 by 이나래: 오기\n1 outages\n")
            #expect(
                try await AfterbuildProcess.succeed(
                    ["outage", "list", "--as-of", "2026-05-08T09:30:00+09:00"], environment)
                    == line + "\n1 outages\n")
            try await AfterbuildProcess.refuse(
                withdraw, environment, saying: "no declared outage 1 in force; afterbuild outage list shows")
        }
    }

    @Test func whatCannotBeDeclaredIsRefusedWithWhatWouldBeRight() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            let command = add("2026-05-07T09:00:00", "2026-05-07T10:00:00")
            try await AfterbuildProcess.succeed(command, environment)
            let refused: [(arguments: [String], words: String)] = [
                (command, "this interval is declared already"),
                (add("2026-05-07T10:00:00", "2026-05-07T09:00:00"), "is before the beginning"),
                (
                    add("2026-05-08T08:00:00", "2026-05-08T09:30:00"),
                    "declare what is over by 2026-05-08T09:00:00"
                ),
                (add("2025-05-07T09:00:00", "2026-05-07T10:00:00"), "more than 31 days"),
                (
                    add("yesterday", "2026-05-07T10:00:00"),
                    "--from yesterday+09:00: expected 2026-05-07T00:00:00"
                ),
                (command.map { $0 == "라우터 고장" ? " " : $0 }, "--reason is empty"),
                (command.map { $0 == "김가람" ? " " : $0 }, "--actor is empty"),
            ]
            for (arguments, words) in refused {
                try await AfterbuildProcess.refuse(arguments, environment, saying: words)
            }
            #expect(try await Stored.numbers("select count(*) from outage", conninfo) == [1])
        }
    }
}
