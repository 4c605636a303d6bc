import Domain
import Foundation
import Storage
import TestSupport
import Testing

/// `--now` of commands: months can be played with them where the test clock is allowed.
@Suite struct CommandClockTests {
    /// Commands that write nothing to the database, or nothing that has a time.
    private static let withoutClock: Set = [
        "serve", "check", "decode", "simulate", "registry template", "key list", "token list", "account list",
        "plan template", "plan list", "quarantine list", "spool status", "spool retry", "outage list",
        "holiday list", "suspension list", "change list", "policy check", "policy diff", "policy list",
        "policy show", "incident list", "job list", "webhook list", "webhook show",
    ]

    @Test func everyCommandThatWritesTakesATime() async throws {
        let printed = try await AfterbuildProcess.succeed(
            ["--experimental-dump-help"], ["AFTERBUILD_HOME": TestDatabase.root.path])
        let dump = try #require(
            try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any])
        var without: Set<String> = []
        try collect(try #require(dump["command"] as? [String: Any]), [], &without)
        #expect(without == Self.withoutClock)
    }

    private func collect(_ command: [String: Any], _ path: [String], _ without: inout Set<String>) throws {
        let below = (command["subcommands"] as? [[String: Any]] ?? []).filter {
            $0["commandName"] as? String != "help"
        }
        for command in below {
            let name = try #require(command["commandName"] as? String)
            try collect(command, path + [name], &without)
        }
        guard below.isEmpty else { return }
        let names = (command["arguments"] as? [[String: Any]] ?? []).flatMap { argument in
            (argument["names"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
        }
        if !names.contains("now") { without.insert(path.joined(separator: " ")) }
    }

    @Test func aTimeIsRefusedWhereTheTestClockIsNotAllowed() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let command = ["key", "issue", Fixture.exampleBuild, "--now"]
            let refused = try await AfterbuildProcess.run(
                command + ["2023-05-22T09:00:00+09:00"], environment)
            #expect(refused.status != 0)
            #expect(refused.errors.contains("AFTERBUILD_ALLOW_TEST_CLOCK=yes"))
            var allowed = environment
            allowed["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            let unreadable = try await AfterbuildProcess.run(command + ["tomorrow"], allowed)
            #expect(unreadable.status != 0)
            #expect(unreadable.errors.contains("--now tomorrow: expected 2026-05-07T00:00:00+09:00"))
            #expect(try await MigratedDatabase.rows("select 1 from key", in: conninfo).isEmpty)
        }
    }

    /// A build completed on 31 January whose key came after 111 days and which was used three days later.
    @Test func monthsAreMadeOfTheirCommands() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"
            func at(_ time: String, _ command: [String]) async throws {
                try await AfterbuildProcess.succeed(command + ["--now", "\(time):00+09:00"], environment)
            }
            let build = Fixture.exampleBuild
            let registry = try Fixture.exampleRegistry(environment)
            try await at("2023-02-01T09:00", ["registry", "import", registry])
            let missing = try await AfterbuildProcess.succeed(
                ["key", "missing", "--now", "2023-05-22T08:00:00+09:00"], environment)
            #expect(
                missing == "\(build)\t가상정밀\tcompleted 2023-01-31\t111 days ago\n"
                    + "1 builds without a key 14 days or more after completion\n")
            try await at("2023-05-22T09:00", ["key", "issue", build])
            let summary = try await AfterbuildProcess.succeed(
                ["summary", "--now", "2023-05-22T09:00:00+09:00"], environment)
            #expect(summary.contains("0 builds without a key 14 days or more after completion"))
            let file = try Place.file(
                "offline.csv", "logDt,useSe,sysUser,conectIp\n2023-05-25 09:00:00,조회,u1,10.0.0.1\n",
                environment)
            try await at("2023-05-26T09:00", ["receipts", "import", file, "--build", build])
            try await at("2023-06-01T06:00", ["job", "run", "aggregate"])
            let times = try await MigratedDatabase.rows(
                """
                select (select min(known_at)::date from registry_version where entity = 'build'), existed_from,
                    (select received_at::date from receipt)
                from key
                """, in: conninfo)
            #expect(times == [["2023-02-01", "2023-05-22", "2023-05-26"]])
            let database = Database(
                files: try MigratedDatabase.files(), conninfo: conninfo, role: .app, connections: 2,
                onNotice: { _ in })
            let status = try await database.figures.status(
                of: build, for: .unrestricted, now: instant("2023-06-01 09:00"))
            await database.close()
            let month = try #require(status?.window(.month))
            #expect(month.value(.timeToFirstUse)?.numerator == 3, "and not 114")
            #expect(
                month.value(.silence)?.numerator == 2,
                "it arrived on the 26th; 27 to 29 May were no days of work")
        }
    }
}
