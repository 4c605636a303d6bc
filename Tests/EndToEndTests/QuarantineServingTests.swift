import Foundation
import TestSupport
import Testing

/// How records come out of quarantine while a server runs.
@Suite(.heavy, .timeLimit(.minutes(2))) struct QuarantineServingTests {
    @Test func aClaimedKeysRecordsAreCountedAsHavingArrivedWhenTheyDid() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let client = SampleClient(key: SampleClient.strangersKey)
            try await Server.with(environment) { server in
                #expect(try client.send(0..<3, to: server) == Array(repeating: "AP1030", count: 3))
                let listed = try await AfterbuildProcess.succeed(["quarantine", "list"], environment)
                #expect(listed.contains("3 records in quarantine, in 1 groups"), "\(listed)")
                let group = try #require(listed.split(separator: "\n").first.map(String.init))
                #expect(group.hasPrefix("unknown_key\tAP1030\tkey hash "), "\(group)")
                let digits = try #require(group.firstMatch(of: /key hash ([0-9a-f]{12})\t/)?.output.1)
                try await checkShown(group, environment)
                let arrivals = "select received_at from quarantine order by received_at"
                let arrived = try await MigratedDatabase.rows(arrivals, in: conninfo)
                let claimed = try await AfterbuildProcess.succeed(
                    [
                        "quarantine", "claim", String(digits), Fixture.exampleBuild, "--reason",
                        "letter of May",
                    ], environment)
                #expect(claimed.contains("3 records moved, none stay"), "\(claimed)")
                let counted = try await MigratedDatabase.rows(
                    "select received_at from receipt order by received_at", in: conninfo)
                #expect(counted == arrived)
                #expect(try await Stored.receipts(conninfo) == [3, 3])
                #expect(
                    try await Stored.numbers(
                        """
                        select count(*) from receipt r join quarantine q using (batch_id, ordinal, received_at)
                        """, conninfo) == [3])
                // The running server knows the key from now on.
                try await eventually("AP1002") { try client.send(3..<4, to: server) == ["AP1002"] }
                let after = try await AfterbuildProcess.succeed(["quarantine", "list"], environment)
                #expect(after.contains("(3 more have moved)"), "\(after)")
                #expect(
                    try await Stored.text(
                        "select detail->>'reason' from audit_event where action = 'quarantine claim'",
                        conninfo)
                        == "letter of May")
            }
        }
    }

    @Test func anOrderPlacedBySQLIsCarriedOutByTheRunningServer() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment)
            let client = SampleClient(key: SampleClient.strangersKey)
            try await Server.with(environment) { server in
                #expect(try client.send(0..<2, to: server) == ["AP1030", "AP1030"])
                let order = try await Stored.numbers(
                    """
                    select quarantine_claim(left(encode(key_hash, 'hex'), 12), '\(Fixture.exampleBuild)',
                        'officer', 'found the contract', now()) from quarantine limit 1
                    """, conninfo)
                try await eventually("2 moved records") {
                    try await Stored.numbers(
                        "select moved from quarantine_order where order_id = \(order[0])", conninfo) == [2]
                }
            }
            #expect(try await Stored.receipts(conninfo) == [2, 2])
        }
    }

    @Test func aReplayCountsWhatCountsSinceAWindowWasCorrected() async throws {
        try await Place.with { environment, conninfo in
            try await Fixture.importExamples(environment, collectFrom: "2099-01-01")
            let client = SampleClient(key: try await Fixture.issueKey(environment))
            try await Server.with(environment) { server in
                #expect(try client.send(0..<2, to: server) == ["AP1030", "AP1030"])
                let replay = [
                    "quarantine", "replay", "--lane", "not_collecting", "--from", "2020-01-01", "--to",
                    "2098-12-31", "--reason", "the agreement was misread",
                ]
                let early = try await AfterbuildProcess.succeed(replay, environment)
                #expect(early.contains("0 records moved, 2 stay: 2 not_collecting"), "\(early)")
                try await Fixture.importExamples(environment)
                let replayed = try await AfterbuildProcess.succeed(replay, environment)
                #expect(replayed.contains("2 records moved, none stay"), "\(replayed)")
                let twice = try await AfterbuildProcess.succeed(replay, environment)
                #expect(twice.contains("0 records moved, none stay"), "\(twice)")
                try await eventually("AP1002") { try client.send(2..<3, to: server) == ["AP1002"] }
            }
            #expect(try await Stored.receipts(conninfo) == [3, 3])
        }
    }

    /// - Parameter group: a line of `quarantine list`.
    private func checkShown(_ group: String, _ environment: [String: String]) async throws {
        let id = try #require(group.split(separator: " ").last.map(String.init))
        let shown = try await AfterbuildProcess.succeed(["quarantine", "show", id], environment)
        #expect(shown.contains("receipt\t\(id)\n"))
        #expect(shown.contains("lane\tunknown_key\n"))
        #expect(shown.contains("claims\t2026-05-07 09:12:33"), "\(shown)")
        #expect(!shown.contains("sysUser"), "nobody's name without asking for it")
        let raw = try await AfterbuildProcess.succeed(["quarantine", "show", id, "--raw"], environment)
        #expect(raw.contains("sysUser=user2"), "\(raw)")
        let nobody = try await AfterbuildProcess.run(
            ["quarantine", "show", "0000000000000000-0"], environment)
        #expect(nobody.status != 0)
        #expect(nobody.errors.contains("quarantine list"), "\(nobody.errors)")
    }
}
