import Foundation
import TestSupport
import Testing

/// What serve does with records while it cannot reach its database.
@Suite(.heavy, .timeLimit(.minutes(2))) struct SpoolServingTests {
    @Test func recordsThatComeWhileTheDatabaseIsShutAreStoredOnceWhenItOpens() async throws {
        try await Place.with { environment, conninfo in
            let client = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                #expect(try client.send(0..<2, to: server) == Self.stored(2))
                try await Place.shutDatabase(conninfo)
                #expect(try client.send(2..<12, to: server) == Self.stored(10))
                let waiting = try await AfterbuildProcess.succeed(["spool", "status"], environment)
                #expect(waiting.contains("waiting   10 records in 10 batches"), "\(waiting)")
                #expect(waiting.contains("slot 0: held by process"), "\(waiting)")
                let ready = try RawClient(port: server.port).exchange(
                    Array("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                #expect(ready.status == 200, "records are kept: traffic must go on coming")
                try await Place.openDatabase(conninfo)
                try await server.logs("spool drained: 10 batches, 10 records")
                #expect(try client.send(12..<13, to: server) == Self.stored(1))
                let empty = try await AfterbuildProcess.succeed(["spool", "status"], environment)
                #expect(empty.contains("waiting   nothing"), "\(empty)")
                #expect(!server.log.contains("NOT stored"), "\(server.log)")
            }
            #expect(try await Stored.receipts(conninfo) == [13, 13])
            #expect(try await Stored.numbers("select count(*) from outage", conninfo) == [0])
        }
    }

    @Test func whatAKilledServerLeftInItsSpoolIsStoredOnceByTheNext() async throws {
        try await Place.with { environment, conninfo in
            let client = SampleClient(key: try await Fixture.registeredKey(environment))
            let first = try await Server(environment)
            #expect(try client.send(0..<1, to: first) == Self.stored(1))
            try await Place.shutDatabase(conninfo)
            #expect(try client.send(1..<6, to: first) == Self.stored(5))
            await first.kill()
            // Two starts without PostgreSQL name their batches by the same number.
            let second = try await Server(environment)
            #expect(try client.send(6..<11, to: second) == Self.stored(5))
            await second.kill()
            let third = try await Server(environment)
            #expect(try client.send(11..<16, to: third) == Self.stored(5))
            #expect(await third.stop() == 0, "SIGTERM needs no PostgreSQL: \(third.log)")
            let left = try await AfterbuildProcess.succeed(["spool", "status"], environment)
            #expect(left.contains("held by no process"), "\(left)")
            #expect(left.contains("waiting   15 records"), "\(left)")
            try await Place.openDatabase(conninfo)
            try await Server.with(environment) { server in
                try await server.logs("spool drained: 15 batches, 15 records")
            }
            #expect(try await Stored.receipts(conninfo) == [16, 16])
        }
    }

    @Test func twoStartsWithoutPostgreSQLNeverShareANameAlthoughAnotherServerDrainedTheFirst() async throws {
        try await Place.with { environment, conninfo in
            let client = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { _ in }
            try await Place.shutDatabase(conninfo)
            try await serveOneAndBeKilled(client, 0, environment)
            // What it left looks to a server in another slot as if both had run at a time.
            try Self.move("0", to: "1", environment)
            try await Place.openDatabase(conninfo)
            try await Server.with(environment) { server in
                try await server.logs("spool drained: 1 batches, 1 records")
            }
            try Self.move("0", to: "2", environment)
            try Self.move("1", to: "0", environment)
            try await Place.shutDatabase(conninfo)
            try await serveOneAndBeKilled(client, 1, environment)
            try await Place.openDatabase(conninfo)
            try await Server.with(environment) { server in
                try await server.logs("spool drained: 1 batches, 1 records")
            }
            #expect(try await Stored.receipts(conninfo) == [2, 2])
        }
    }

    @Test func aFullSpoolIsToldAsAP1010AndTheBatchEndpointAs503() async throws {
        try await Place.with { environment, conninfo in
            var environment = environment
            environment["AFTERBUILD_SPOOL_LIMIT"] = "1MiB"
            let client = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { server in
                try await Place.shutDatabase(conninfo)
                // What cannot be read is kept whole: this file is larger than the spool.
                let line = String(repeating: "x", count: 30_000) + "\n"
                let nonsense = "{" + String(repeating: line, count: 40)
                let files = BatchClient(key: client.key, port: server.port)
                let refused = try files.post(Array(nonsense.utf8))
                #expect(refused.status == 503, "\(refused.text)")
                #expect(refused.headers["retry-after"] == "30")
                #expect(server.log.contains("40 records NOT stored"), "\(server.log)")
                // A small one still finds room.
                #expect(try client.send(0..<1, to: server) == Self.stored(1))
                let body = "crtfcKey=x&more=" + String(repeating: "x", count: 200_000)
                let large = Array((SampleClient.head(length: body.utf8.count) + body).utf8)
                var codes: [String] = []
                for _ in 1...6 { codes.append(try RawClient(port: server.port).exchange(large).code) }
                #expect(codes.last == "AP1010", "\(codes)")
                let answered = codes.count { $0 != "AP1010" }
                try await Place.openDatabase(conninfo)
                try await server.logs("spool drained")
                let kept = try await Stored.receipts(conninfo)[0] + Stored.quarantined(conninfo)
                #expect(kept == 1 + answered)
            }
        }
    }

    private func serveOneAndBeKilled(
        _ client: SampleClient, _ number: Int, _ environment: [String: String]
    ) async throws {
        let server = try await Server(environment)
        #expect(try client.send(number..<number + 1, to: server) == Self.stored(1))
        await server.kill()
    }

    private static func stored(_ count: Int) -> [String] { Array(repeating: "AP1002", count: count) }

    /// Gives a slot of the spool another number.
    private static func move(_ slot: String, to other: String, _ environment: [String: String]) throws {
        let spool = "\(environment["AFTERBUILD_DATA_DIR"] ?? "")/spool"
        try FileManager.default.moveItem(atPath: "\(spool)/\(slot)", toPath: "\(spool)/\(other)")
    }
}
