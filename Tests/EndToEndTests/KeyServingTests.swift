import Domain
import Foundation
import TestSupport
import Testing

/// Keys that change while a server runs.
@Suite(.heavy, .timeLimit(.minutes(2))) struct KeyServingTests {
    @Test func afterARotationBothKeysCountUntilTheOldOneIsRevoked() async throws {
        try await Place.with { environment, conninfo in
            let old = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                #expect(try old.send(0..<1, to: server) == ["AP1002"])
                let rotated = try await AfterbuildProcess.succeed(
                    ["key", "rotate", Fixture.exampleBuild, "--days", "30"], environment)
                #expect(rotated.contains("1 older keys expire at"), "\(rotated)")
                let lines = rotated.split(separator: "\n").map(String.init)
                let new = SampleClient(key: try #require(lines.first { $0.hasPrefix("$5$API$") }))
                try await eventually("AP1002 for the new key") {
                    try new.send(1..<2, to: server) == ["AP1002"]
                }
                #expect(try old.send(2..<3, to: server) == ["AP1002"])
                let listed = try await AfterbuildProcess.succeed(["key", "list"], environment)
                #expect(listed.contains("expires") && listed.contains("\tlive"), "\(listed)")
                let entry = listed.split(separator: "\n").first { $0.contains("…\(old.key.suffix(4))") }
                let number = try #require(entry?.split(separator: "\t").first)
                try await AfterbuildProcess.succeed(["key", "revoke", String(number)], environment)
                try await eventually("AP1030 for the old key") {
                    try old.send(3..<4, to: server) == ["AP1030"]
                }
                #expect(try new.send(4..<5, to: server) == ["AP1002"])
                #expect(
                    try BatchClient(key: old.key, port: server.port).get("/v1/receipts").status == 401)
            }
            let keys = try await Stored.numbers(
                "select count(distinct key_id), count(distinct build_id) from receipt", conninfo)
            #expect(keys == [2, 1])
        }
    }

    @Test func aKeyUsedInAWayThatIsNewIsNotedOnItsBuild() async throws {
        try await Place.with { environment, conninfo in
            let client = SampleClient(key: try await Fixture.registeredKey(environment))
            let officer = try await token(["--role", "officer"], environment)
            let supplier = try await token(["--role", "supplier", "--supplier", "222-22-22227"], environment)
            try await Server.with(environment) { server in
                #expect(try page(officer, server).contains("최근 30일 동안 도착한 기록이 없습니다."))
                #expect(try client.send(0..<3, to: server) == Array(repeating: "AP1002", count: 3))
                #expect(try !page(officer, server).contains("새 전송 방식"))
                let query = client.fields(4)
                let answer = try RawClient(port: server.port).exchange(
                    Array("GET /apisvc/sendLogDataXML.do?\(query) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                #expect(answer.code == "AP1002")
                for token in [officer, supplier] {
                    let html = try page(token, server)
                    #expect(html.contains("새 전송 방식: sendLogDataXML.do, GET, 주소의 개별 항목"))
                    #expect(html.contains("…\(client.key.suffix(4))"))
                    #expect(
                        html.contains(Repair.fieldsAtOtherEndpoint.advice), "what the supplier should mend")
                    for secret in [client.key, "%24API", "192.168.10.1", "user4"] {
                        #expect(!html.contains(secret), "\(secret)")
                    }
                }
            }
            let dialects = try await Stored.numbers(
                "select count(*), count(distinct dialect) from key_sighting", conninfo)
            #expect(dialects == [2, 2])
            for command in [["receipts", "report-card"], ["key", "list"]] {
                let printed = try await AfterbuildProcess.succeed(
                    command + [Fixture.exampleBuild], environment)
                let note = printed.split(separator: "\n").last.map { $0.split(separator: "\t") } ?? []
                #expect(note.first == "key 1", "\(printed)")
                #expect(note.dropFirst().first == "…\(client.key.suffix(4))")
                #expect(note.last == "new dialect xml.do/GET/query", "no class of network is new")
                #expect(!printed.contains(client.key))
            }
        }
    }

    private func token(_ arguments: [String], _ environment: [String: String]) async throws -> String {
        let printed = try await AfterbuildProcess.succeed(["token", "issue"] + arguments, environment)
        return try #require(printed.split(separator: "\n").map(String.init).first { $0.hasPrefix("abt_") })
    }

    /// The build's page as the holder of a token reads it.
    private func page(_ token: String, _ server: Server) throws -> String {
        let lines = [
            "GET /builds/\(Fixture.exampleBuild) HTTP/1.1", "Host: x", "Authorization: Bearer \(token)", "",
            "",
        ]
        return try RawClient(port: server.port).exchange(Array(lines.joined(separator: "\r\n").utf8)).text
    }
}
