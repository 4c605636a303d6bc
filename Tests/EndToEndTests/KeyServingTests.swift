import Foundation
import TestSupport
import Testing

/// Keys that change while a server runs.
@Suite(.timeLimit(.minutes(2))) struct KeyServingTests {
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
                try await eventually { try new.send(1..<2, to: server) == ["AP1002"] }
                #expect(try old.send(2..<3, to: server) == ["AP1002"])
                let listed = try await AfterbuildProcess.succeed(["key", "list"], environment)
                #expect(listed.contains("expires") && listed.contains("\tlive"), "\(listed)")
                let entry = listed.split(separator: "\n").first { $0.contains("…\(old.key.suffix(4))") }
                let number = try #require(entry?.split(separator: "\t").first)
                try await AfterbuildProcess.succeed(["key", "revoke", String(number)], environment)
                try await eventually { try old.send(3..<4, to: server) == ["AP1030"] }
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
            try await Server.with(environment) { server in
                #expect(try client.send(0..<3, to: server) == Array(repeating: "AP1002", count: 3))
                let query = client.fields(4)
                let answer = try RawClient(port: server.port).exchange(
                    Array("GET /apisvc/sendLogDataXML.do?\(query) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                #expect(answer.code == "AP1002")
            }
            let dialects = try await Stored.numbers(
                "select count(*), count(distinct dialect) from key_sighting", conninfo)
            #expect(dialects == [2, 2])
        }
    }
}
