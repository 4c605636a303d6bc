import Foundation
import TestSupport
import Testing

/// Starts of serve while PostgreSQL is away.
@Suite(.heavy, .timeLimit(.minutes(2))) struct StartTests {
    @Test func aStartWithoutPostgreSQLKnowsTheKeysOfTheLastRun() async throws {
        try await Place.with { environment, conninfo in
            let known = SampleClient(key: try await Fixture.registeredKey(environment))
            let stranger = SampleClient(key: SampleClient.strangersKey)
            try await Server.with(environment) { _ in }
            try await Place.shutDatabase(conninfo)
            try await Server.with(environment) { server in
                #expect(try known.send(0..<3, to: server) == ["AP1002", "AP1002", "AP1002"])
                #expect(try stranger.send(3..<5, to: server) == ["AP1030", "AP1030"])
                try await Place.openDatabase(conninfo)
                try await server.logs("spool drained: 5 batches, 5 records")
                #expect(try known.send(5..<6, to: server) == ["AP1002"])
            }
            #expect(try await Stored.receipts(conninfo) == [4, 4])
            let lanes = try await MigratedDatabase.rows(
                "select lane, code, count(*) from quarantine group by 1, 2", in: conninfo)
            #expect(lanes == [["unknown_key", "AP1030", "2"]])
        }
    }

    @Test func aKeyRegisteredWhileTheServerCouldNotKnowOfItCountsWhatWaited() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let client = SampleClient(key: SampleClient.strangersKey)
            try await Server.with(environment) { _ in }
            try await Place.shutDatabase(conninfo)
            try await Server.with(environment) { server in
                #expect(try client.send(0..<2, to: server) == ["AP1030", "AP1030"])
                try await Place.withDatabaseAside(conninfo) { aside in
                    var environment = environment
                    environment["AFTERBUILD_DATABASE_URL"] = aside
                    let keys = try Place.file(
                        "keys.csv", "build_code,key\n\(Fixture.exampleBuild),\(client.key)\n", environment)
                    try await AfterbuildProcess.succeed(["key", "import", keys], environment)
                }
                try await Place.openDatabase(conninfo)
                try await server.logs("spool drained: 2 batches, 2 records")
                #expect(try client.send(2..<3, to: server) == ["AP1002"])
            }
            #expect(try await Stored.receipts(conninfo) == [3, 3])
            #expect(try await Stored.quarantined(conninfo) == 0)
        }
    }

    @Test func theVeryFirstStartNeedsPostgreSQLAndSaysSo() async throws {
        try await Place.with { environment, conninfo in
            try await Place.shutDatabase(conninfo)
            let outcome = try await AfterbuildProcess.run(["serve"], environment)
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("the first start needs the database"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("listening on"))
        }
    }

    @Test func aStartWhileNothingCanBeStoredGoesOnInTheSpool() async throws {
        try await Place.with { environment, conninfo in
            let client = SampleClient(key: try await Fixture.registeredKey(environment))
            try await Server.with(environment) { _ in }
            let name = String(conninfo.split(separator: "dbname=").last ?? "")
            let alter = "alter database \"\(name)\" "
            try await TestDatabase.administer(alter + "set default_transaction_read_only = on")
            try await Server.with(environment) { server in
                #expect(try client.send(0..<2, to: server) == ["AP1002", "AP1002"])
                #expect(server.log.contains("database away, receipts go to the spool"))
                try await TestDatabase.administer(alter + "reset default_transaction_read_only")
                try await server.logs("spool drained: 2 batches, 2 records")
                #expect(try client.send(2..<3, to: server) == ["AP1002"])
            }
            #expect(try await Stored.receipts(conninfo) == [3, 3])
        }
    }

    @Test func aPortInUseEndsTheStartWithAWordAboutIt() async throws {
        try await Place.with { environment, _ in
            try await Server.with(environment) { server in
                var environment = environment
                environment["AFTERBUILD_LISTEN"] = "127.0.0.1:\(server.port)"
                let outcome = try await AfterbuildProcess.run(["serve"], environment)
                #expect(outcome.status != 0)
                #expect(outcome.errors.contains("127.0.0.1:\(server.port)"), "\(outcome.errors)")
                #expect(outcome.errors.contains("AFTERBUILD_LISTEN"), "\(outcome.errors)")
            }
        }
    }

    @Test func aCrashIsAnOutageFromTheLastSignOfLifeToTheNextStart() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let first = try await Server(environment)
            try await eventually("a first sign of life") {
                try await Stored.numbers("select count(*) from collector_presence", conninfo) == [1]
            }
            await first.kill()
            // As if it had happened an hour ago.
            _ = try await MigratedDatabase.rows(
                "update collector_presence set began_at = began_at - interval '1 hour', "
                    + "seen_at = seen_at - interval '1 hour'", in: conninfo)
            try await Server.with(environment) { server in
                try await server.logs("outage from")
            }
            let outages = try await MigratedDatabase.rows(
                """
                select o.cause, o.ended_at - o.began_at >= '1 hour',
                    exists (select from collector_presence p where p.seen_at = o.began_at)
                from outage o
                """, in: conninfo)
            #expect(outages == [["crashed", "t", "t"]])
            let listed = try await AfterbuildProcess.succeed(["outage", "list"], environment)
            #expect(listed.contains("crashed"), "\(listed)")
            #expect(try Fixture.lastLine(of: listed) == "1 outages")
        }
    }
}
