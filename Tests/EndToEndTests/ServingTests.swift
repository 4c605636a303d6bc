import Domain
import Foundation
import TestSupport
import Testing

/// What serve answers and keeps while it runs, ends, and loses its database for a moment.
@Suite struct ServingTests {
    @Test func everyAnsweredRecordSurvivesSIGTERMDuringLoad() async throws {
        try await Place.with { environment, conninfo in
            let key = try await registeredKey(environment)
            let server = try await Server(environment)
            let port = server.port
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for sender in 0..<8 {
                    group.addTask { try await Self.send(key: key, sender: sender, port: port) }
                }
                // The load ends only because the server goes away.
                try await eventually("50 records") { try await Self.stored(conninfo) >= 50 }
                #expect(await server.stop() == 0)
                return try await group.reduce(0, +)
            }
            #expect(answered >= 50)
            let stored = try await Self.stored(conninfo)
            #expect(stored >= answered, "\(answered) were answered AP1002, \(stored) are stored")
        }
    }

    @Test func aDatabaseThatDropsAllSessionsLosesNothingAnswered() async throws {
        try await Place.with { environment, conninfo in
            let key = try await registeredKey(environment)
            try await Server.with(environment) { server in
                for number in 0..<3 {
                    let answer = try RawClient(port: server.port).exchange(Self.record(key, number))
                    #expect(answer.text.contains("AP1002"))
                    _ = try await MigratedDatabase.rows(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                        """, in: conninfo)
                }
                let answer = try RawClient(port: server.port).exchange(Self.record(key, 3))
                #expect(answer.text.contains("AP1002"), "\(server.log)")
            }
            #expect(try await Self.stored(conninfo) == 4)
        }
    }

    @Test func twoInstancesServeOneDatabase() async throws {
        try await Place.with { environment, conninfo in
            let key = try await registeredKey(environment)
            var runs: [Substring] = []
            try await Server.with(environment) { one in
                try await Server.with(environment) { other in
                    for (number, server) in [one, other, one, other].enumerated() {
                        let answer = try RawClient(port: server.port).exchange(Self.record(key, number))
                        #expect(answer.text.contains("AP1002"))
                    }
                    try await eventually("partitions by one of them") {
                        // A line ends in: job partitions of 2026-03-17 10:00:00.000: partitions until 2026-03-20
                        runs = (one.log + other.log).split(separator: "\n").compactMap {
                            $0.split(separator: " job ").dropFirst().first?.split(separator: ": ").first
                        }
                        return runs.contains { $0.hasPrefix("partitions") }
                    }
                }
            }
            #expect(try await Self.stored(conninfo) == 4)
            #expect(Set(runs).count == runs.count, "no period ran in both: \(runs)")
        }
    }

    @Test func expectContinueKeepAliveAndHTTP10AreServed() async throws {
        try await Place.with { environment, _ in
            try await Server.with(environment) { server in
                let client = try RawClient(port: server.port)
                let body = "crtfcKey=none"
                try client.send(
                    "POST /apisvc/sendLogData.json HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n")
                try client.send(body)
                #expect(try client.receive().text.contains("AP1012"))
                // The same connection again, with more body than announced before.
                try client.send(
                    "POST /apisvc/sendLogData.json HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=bcd")
                #expect(try client.receive().status == 200)
                try client.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.receive().text.contains("live"))
                let old = try RawClient(port: server.port)
                let answer = try old.exchange(Array("POST /apisvc/sendLogDataXML.do HTTP/1.0\r\n\r\n".utf8))
                #expect(answer.text.contains("<recptnRsltCd>AP1011</recptnRsltCd>"))
                #expect(answer.headers["content-type"]?.contains("xml") == true)
            }
        }
    }

    @Test func theTestClockIsRefusedWithoutPermission() async throws {
        try await Place.with { environment, _ in
            let outcome = try await AfterbuildProcess.run(["serve", "--test-clock"], environment)
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("AFTERBUILD_ALLOW_TEST_CLOCK=yes"))
        }
    }

    /// Sends until the server goes away, and counts the answers AP1002.
    private static func send(key: String, sender: Int, port: Int) async throws -> Int {
        var answered = 0
        while true {
            do {
                let client = try RawClient(port: port)
                let answer = try client.exchange(record(key, sender * 1_000_000 + answered))
                guard answer.text.contains("AP1002") else { return answered }
                answered += 1
            } catch {
                return answered
            }
            await Task.yield()
        }
    }

    private static func stored(_ conninfo: String) async throws -> Int {
        try await MigratedDatabase.rows("select count(*) from receipt", in: conninfo)
            .first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
    }

    private static func record(_ key: String, _ number: Int) -> [UInt8] {
        let body =
            "crtfcKey=\(key.replacing("$", with: "%24").replacing("/", with: "%2F"))"
            + "&logDt=2026-05-07+09%3A12%3A33.\(padded(number % 1_000, 3))&useSe=DO6003&sysUser=user\(number)"
            + "&conectIp=192.168.10.1&dataUsgqty=0"
        return Array(
            ("POST /apisvc/sendLogData.json HTTP/1.1\r\nHost: x\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body).utf8)
    }

    private func registeredKey(_ environment: [String: String]) async throws -> String {
        try await Fixture.importExamples(environment)
        let printed = try await AfterbuildProcess.succeed(
            ["key", "issue", Fixture.exampleBuild], environment)
        return try #require(printed.split(separator: "\n").last.map(String.init))
    }
}

/// The examples of the registry template, imported.
enum Fixture {
    static let exampleBuild = "EXAMPLE"

    /// Drafts, back-tests and activates the policy as it is shipped.
    static func activateShippedPolicy(_ environment: [String: String]) async throws {
        let policy = TestDatabase.root.appending(path: "sql/seed/policy.yaml").path
        let name = ["기본 판정 기준", "2"]
        try await AfterbuildProcess.succeed(["policy", "draft", policy], environment)
        try await AfterbuildProcess.succeed(
            ["policy", "backtest"] + name + ["--quarters", "1"], environment)
        try await AfterbuildProcess.succeed(
            ["policy", "activate"] + name + ["--approver", "승인자"], environment)
    }

    static func importExamples(
        _ environment: [String: String], collectFrom: String = "2023-02-01"
    ) async throws {
        let file = try exampleRegistry(environment, collectFrom: collectFrom)
        try await AfterbuildProcess.succeed(["registry", "import", file], environment)
    }

    /// A file with the build of the examples.
    static func exampleRegistry(
        _ environment: [String: String], collectFrom: String = "2023-02-01"
    ) throws -> String {
        let registry =
            "build_code,project_code,programme,solution,adopter_number,adopter_name,supplier_number,supplier_name,"
            + "region,agreed_on,build_from,build_to,completed_on,collect_from,intake_profile\r\n"
            + "\(exampleBuild),2022-S22-001-000001,2022-GEN-ADV1,가나 MES,111-11-11119,가상정밀,222-22-22227,가상소프트,"
            + "41,2022-05-02,2022-05-02,2023-01-31,2023-01-31,\(collectFrom),FULL\r\n"
        return try Place.file("registry.csv", registry, environment)
    }
}
